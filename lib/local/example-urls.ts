import { type EndpointDefinition, endpoints } from '../../functions/contract/endpoints.ts';
import { exampleCall } from '../openapi/example-call.ts';

/** The table's own examples, in its order. On a fresh start each of them succeeds. */
export const exampleUrls = (origin: string): readonly string[] =>
  Object.values<EndpointDefinition>(endpoints).map(
    (row) => `${origin}${row.path}/?${new URLSearchParams(exampleCall(row))}`,
  );
