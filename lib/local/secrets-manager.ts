import { createServer } from 'node:http';
import { type Listening, listen } from '../emulator/http.ts';

/** A stub of Secrets Manager: every secret has this value. */
export function startSecretsManager(SecretString: string): Promise<Listening> {
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if (request.headers['x-amz-target'] !== 'secretsmanager.GetSecretValue') {
      response.writeHead(400).end(JSON.stringify({ __type: 'InvalidRequestException' }));
      return;
    }
    response.end(JSON.stringify({ ARN: 'local', Name: 'local', VersionId: 'local', SecretString }));
  });
  return listen(server, 0);
}
