import * as z from 'zod/mini';
import type { EndpointDefinition } from '../../functions/contract/endpoints.ts';
import { componentRef, pascalCase } from './names.ts';

const schemaName = (name: string) => `${pascalCase(name)}Reply`;

function replySchema({ reply }: EndpointDefinition) {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(reply);
  return schema;
}

export const replySchemas = (rows: readonly (readonly [string, EndpointDefinition])[]) =>
  Object.fromEntries(rows.map(([name, row]) => [schemaName(name), replySchema(row)]));

/** A success as it is answered, its fields in the order of the table. */
export function exampleReply({ reply, example }: EndpointDefinition): Readonly<Record<string, unknown>> {
  const whole: Readonly<Record<string, unknown>> = { reason: '', ...example.reply, ret: 'success' };
  return Object.fromEntries(Object.keys(reply.shape).map((field) => [field, whole[field]]));
}

export const successResponse = (name: string, row: EndpointDefinition) => ({
  description: 'Done.',
  headers: { 'x-request-id': componentRef('headers', 'RequestId') },
  content: {
    'application/json': { schema: componentRef('schemas', schemaName(name)), example: exampleReply(row) },
  },
});
