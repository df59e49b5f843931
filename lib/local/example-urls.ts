import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import { exampleCall } from '../openapi/example-call.ts';

/** The table's own examples of GET, in its order. On a fresh start each of them succeeds. */
export const exampleUrls = (origin: string): readonly string[] =>
  Object.values<EndpointRow>(endpoints)
    .filter(({ methods }) => methods[0] === 'GET')
    .map((row) => `${origin}${row.path}/?${new URLSearchParams(exampleCall(row))}`);
