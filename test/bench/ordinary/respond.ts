import { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

const logger = new Logger({ serviceName: 'im' });

export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const json = (statusCode: number, body: object): APIGatewayProxyResult => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Makes a handler of what answers a query. */
export const respond =
  (answer: (query: APIGatewayProxyEvent['queryStringParameters']) => Promise<object>) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    try {
      const body = await answer(event.queryStringParameters);
      logger.info('answered', { requestId: event.requestContext.requestId });
      return json(200, { reason: '', ret: 'success', ...body });
    } catch (error) {
      logger.error('failed', { error });
      const { status, message } = error instanceof Refusal ? error : { status: 500, message: 'internal' };
      return json(status, { reason: message, ret: 'fail' });
    }
  };
