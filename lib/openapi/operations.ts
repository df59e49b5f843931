import * as z from 'zod/mini';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import type { Parameter } from '../../functions/contract/parameters.ts';
import { exampleCall, exampleReply, parametersOf } from './examples.ts';
import { failureResponses } from './failures.ts';
import { camelCase, componentRef, pascalCase } from './names.ts';

const describe = ({ rule }: Parameter) => `${rule.en} / ${rule.zh}`;

/** An id: JSON bodies may contain it as a number or as text. */
const exampleValue = ({ limits }: Parameter, text: string) =>
  limits.type === 'integer' ? Number(text) : text;

function examplesOf(row: EndpointRow) {
  const call = exampleCall(row);
  return Object.fromEntries(
    Object.entries(parametersOf(row)).map(([name, parameter]) => [
      name,
      exampleValue(parameter, call[name] ?? parameter.example),
    ]),
  );
}

const isRequired = ({ isOptional }: Parameter) => isOptional !== true;

/** The parameters of a GET, all in the URL, with the credentials. */
function queryParameters(row: EndpointRow) {
  const examples = examplesOf(row);
  return Object.entries(parametersOf(row)).map(([name, parameter]) => ({
    name,
    in: 'query',
    required: isRequired(parameter),
    description: describe(parameter),
    schema: parameter.limits,
    example: examples[name],
  }));
}

const callName = ({ name }: EndpointRow) => `${pascalCase(name)}Call`;

const namesOfRequired = ({ parameters }: EndpointRow) =>
  Object.entries(parameters).flatMap(([name, each]) => (isRequired(each) ? [name] : []));

/** A POST has its credentials in the header: an importer must not send them twice, which is refused if they differ. */
function bodySchema(row: EndpointRow) {
  const examples = examplesOf(row);
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(row.parameters).map(([name, parameter]) => [
        name,
        // OpenAPI 3.1 prefers `examples`; Postman's importer does not read it.
        { ...parameter.limits, description: describe(parameter), example: examples[name] },
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
  const example = Object.fromEntries(namesOfRequired(row).map((key) => [key, examples[key]]));
  const content = { schema: componentRef('schemas', callName(row)), example };
  return {
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

const common = (row: EndpointRow) => ({
  description: `${row.description.en}\n\n${row.description.zh}`,
  responses: { 200: successResponse(row), ...failureResponses(row) },
});

export function operationsOf(row: EndpointRow) {
  const name = camelCase(row.name);
  const { en, zh } = row.summary;
  const post = {
    operationId: name,
    summary: `${en} / ${zh}`,
    ...common(row),
    // Per operation: importers would also apply a document-wide value to GET.
    security: [{ basic: [] }],
    requestBody: requestBody(row),
  };
  const get = {
    operationId: `${name}ByUrl`,
    summary: `${en} (GET) / ${zh}（GET）`,
    ...common(row),
    security: [],
    parameters: queryParameters(row),
  };
  return row.methods[0] === 'GET' ? { post, get } : { post };
}
