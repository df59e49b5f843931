import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { credentials, type Parameter } from '../../functions/contract/parameters.ts';

/** All parameters of an endpoint, the credentials first, in the order of the documents. */
export const parametersOf = ({ parameters }: EndpointRow): Readonly<Record<string, Parameter>> => ({
  ...credentials,
  ...parameters,
});

/** The required parameters of a call that succeeds on a fresh local run. */
export const exampleCall = (row: EndpointRow): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(parametersOf(row))
      .filter(([, { isOptional }]) => isOptional !== true)
      .map(([name, { example }]) => [name, row.example.call[name] ?? example]),
  );

/** A success, its fields in the order of the table. */
export function exampleReply({ reply, example }: EndpointRow): Readonly<Record<string, unknown>> {
  const whole: Readonly<Record<string, unknown>> = { reason: '', ...example.reply, ret: 'success' };
  return Object.fromEntries(Object.keys(reply.shape).map((field) => [field, whole[field]]));
}
