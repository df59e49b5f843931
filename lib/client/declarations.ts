import * as z from 'zod/mini';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import type { Parameter } from '../../functions/contract/parameters.ts';
import { failureCodes } from '../openapi/failures.ts';
import { camelCase } from '../openapi/names.ts';

/** The part of JSON Schema that the table's replies use. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** A schema as a type. @throws for a schema that no reply of the table has used so far. */
function typeOf({ type = '', properties, items, anyOf }: Schema): string {
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' | ');
  if (items !== undefined) return `readonly ${typeOf(items)}[]`;
  if (properties !== undefined) return objectOf(properties);
  if (typeof type !== 'string') return type.map((one) => typeOf({ type: one })).join(' | ');
  if (type === 'integer') return 'number';
  if (['string', 'number', 'boolean', 'null'].includes(type)) return type;
  throw new Error(`a reply of type ${type} has no declaration yet`);
}

function objectOf(properties: Readonly<Record<string, Schema>>): string {
  const fields = Object.entries(properties).map(([name, schema]) => `${name}: ${typeOf(schema)}`);
  return fields.length === 0 ? 'Record<string, never>' : `{ ${fields.join('; ')} }`;
}

const parameterOf = ([name, { limits, isOptional, texts }]: [string, Parameter]) => {
  const one = 'enum' in limits ? limits.enum.map((text) => `'${text}'`).join(' | ') : typeOf(limits);
  const type = texts ? `${one} | readonly ${one}[]` : one;
  return `${name}${isOptional ? '?' : ''}: ${type}`;
};

function methodOf([name, { summary, parameters, reply }]: [string, EndpointRow]): string {
  const { reason: _reason, ret: _ret, ...answer } = (z.toJSONSchema(reply) as Schema).properties ?? {};
  const entries = Object.entries(parameters);
  const isOptional = entries.every(([, parameter]) => parameter.isOptional);
  const parameter =
    entries.length === 0
      ? ''
      : `parameters${isOptional ? '?' : ''}: { ${entries.map(parameterOf).join('; ')} }`;
  return `  /** ${summary.en}. ${summary.zh}。 */\n  ${camelCase(name)}(${parameter}): Promise<${objectOf(answer)}>;`;
}

/** The declarations of calls.ts in plain types, because the package does not include the table. */
export const callDeclarations = () =>
  [
    'export interface Calls {',
    ...Object.entries<EndpointRow>(endpoints).map(methodOf),
    '}',
    `export type FailureCode = ${failureCodes.map((code) => `'${code}'`).join(' | ')};`,
    '',
  ].join('\n');
