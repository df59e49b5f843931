import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { failureResponses } from './failures.ts';
import { camelCase } from './names.ts';
import { queryParameters, requestBody } from './requests.ts';
import { successResponse } from './successes.ts';

/** The parts that both methods of an endpoint have. */
const common = (row: EndpointRow) => ({
  summary: `${row.summary.en} / ${row.summary.zh}`,
  description: `${row.description.en}\n\n${row.description.zh}`,
  responses: { 200: successResponse(row), ...failureResponses(row) },
});

/** The path item of one row of the table. */
export function operationsOf(row: EndpointRow) {
  const name = camelCase(row.name);
  const post = { operationId: name, ...common(row), requestBody: requestBody(row) };
  const get = { operationId: `${name}ByUrl`, ...common(row), parameters: queryParameters(row) };
  return row.methods[0] === 'GET' ? { post, get } : { post };
}
