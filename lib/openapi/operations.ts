import * as z from 'zod/mini';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { credentials, type Parameter } from '../../functions/contract/parameters.ts';
import { exampleCall, exampleReply, parametersOf } from './examples.ts';
import { failureResponses } from './failures.ts';
import { camelCase, componentRef, pascalCase } from './names.ts';

const isCredential = (name: string) => Object.hasOwn(credentials, name);

const describe = (name: string, { rule }: Parameter) =>
  `${rule.en} / ${rule.zh}${isCredential(name) ? '. Required unless HTTP Basic brings it.' : ''}`;

/** A number as apps hold it; JSON bodies may also bear its digits as text. */
const exampleValue = ({ limits }: Parameter, text: string) =>
  limits.type === 'integer' ? Number(text) : text;

/** By the names of the parameters, of those too that the example call leaves out. */
function examplesOf(row: EndpointRow) {
  const call = exampleCall(row);
  return Object.fromEntries(
    Object.entries(parametersOf(row)).map(([name, parameter]) => [
      name,
      exampleValue(parameter, call[name] ?? parameter.example),
    ]),
  );
}

const isRequired = (name: string, { isOptional }: Parameter) => !isCredential(name) && isOptional !== true;

/** The parameters of a GET, all in the URL. */
function queryParameters(row: EndpointRow) {
  const examples = examplesOf(row);
  return Object.entries(parametersOf(row)).map(([name, parameter]) => ({
    name,
    in: 'query',
    required: isRequired(name, parameter),
    description: describe(name, parameter),
    schema: parameter.limits,
    example: examples[name],
  }));
}

const callName = ({ name }: EndpointRow) => `${pascalCase(name)}Call`;

const namesOfRequired = (row: EndpointRow) =>
  Object.entries(parametersOf(row)).flatMap(([name, each]) => (isRequired(name, each) ? [name] : []));

function bodySchema(row: EndpointRow) {
  const examples = examplesOf(row);
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(parametersOf(row)).map(([name, parameter]) => [
        name,
        { ...parameter.limits, description: describe(name, parameter), examples: [examples[name]] },
      ]),
    ),
    required: namesOfRequired(row),
  };
}

export const callSchemas = (rows: readonly EndpointRow[]) =>
  Object.fromEntries(rows.map((row) => [callName(row), bodySchema(row)]));

/** The same fields as a form or as a JSON object. */
function requestBody(row: EndpointRow) {
  const examples = examplesOf(row);
  const example = Object.fromEntries(Object.keys(exampleCall(row)).map((key) => [key, examples[key]]));
  const content = { schema: componentRef('schemas', callName(row)), example };
  return {
    // Nothing is left to send where HTTP Basic brings the credentials.
    required: namesOfRequired(row).length > 0,
    content: { 'application/x-www-form-urlencoded': content, 'application/json': content },
  };
}

const replyName = ({ name }: EndpointRow) => `${pascalCase(name)}Reply`;

function replySchema({ reply }: EndpointRow) {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(reply);
  return schema;
}

export const replySchemas = (rows: readonly EndpointRow[]) =>
  Object.fromEntries(rows.map((row) => [replyName(row), replySchema(row)]));

const successResponse = (row: EndpointRow) => ({
  description: 'Done.',
  headers: { 'x-request-id': componentRef('headers', 'RequestId') },
  content: {
    'application/json': { schema: componentRef('schemas', replyName(row)), example: exampleReply(row) },
  },
});

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
