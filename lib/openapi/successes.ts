import * as z from 'zod/mini';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { componentRef, pascalCase } from './names.ts';

const schemaName = ({ name }: EndpointRow) => `${pascalCase(name)}Reply`;

function replySchema({ reply }: EndpointRow) {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(reply);
  return schema;
}

export const replySchemas = (rows: readonly EndpointRow[]) =>
  Object.fromEntries(rows.map((row) => [schemaName(row), replySchema(row)]));

/** A success as it is answered, its fields in the order of the table. */
export function exampleReply({ reply, example }: EndpointRow): Readonly<Record<string, unknown>> {
  const whole: Readonly<Record<string, unknown>> = { reason: '', ...example.reply, ret: 'success' };
  return Object.fromEntries(Object.keys(reply.shape).map((field) => [field, whole[field]]));
}

export const successResponse = (row: EndpointRow) => ({
  description: 'Done.',
  headers: { 'x-request-id': componentRef('headers', 'RequestId') },
  content: {
    'application/json': { schema: componentRef('schemas', schemaName(row)), example: exampleReply(row) },
  },
});
