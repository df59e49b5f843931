import type { EndpointDefinition } from '../../functions/contract/endpoints.ts';
import { failureResponses } from './failures.ts';
import { camelCase } from './names.ts';
import { queryParameters, requestBody } from './requests.ts';
import { successResponse } from './successes.ts';

/** What both methods of an endpoint have in common. */
const common = (name: string, row: EndpointDefinition) => ({
  summary: `${row.summary.en} / ${row.summary.zh}`,
  description: `${row.description.en}\n\n${row.description.zh}`,
  responses: { 200: successResponse(name, row), ...failureResponses(name, row) },
});

/** The path item of one row of the table. */
export const operationsOf = (name: string, row: EndpointDefinition) => ({
  post: { operationId: camelCase(name), ...common(name, row), requestBody: requestBody(name, row) },
  get: { operationId: `${camelCase(name)}ByUrl`, ...common(name, row), parameters: queryParameters(row) },
});
