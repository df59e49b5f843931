import * as z from 'zod/mini';
import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { exampleCall, exampleReply, parametersOf } from './examples.ts';
import { failureResponses } from './failures.ts';
import { camelCase, componentRef, pascalCase } from './names.ts';

/** Parameters in OpenAPI's terms. An id is a number: JSON bodies may contain it as a number or as text. */
function described(row: EndpointRow, parameters: EndpointRow['parameters']) {
  const call = exampleCall(row);
  return Object.entries(parameters).map(([name, { rule, limits, example, isOptional }]) => {
    const text = call[name] ?? example;
    return {
      name,
      required: isOptional !== true,
      description: `${rule.en} / ${rule.zh}`,
      schema: limits,
      example: limits.type === 'integer' ? Number(text) : text,
    };
  });
}

/** The parameters of a GET, all in the URL, with the credentials. */
const queryParameters = (row: EndpointRow) =>
  described(row, parametersOf(row)).map(({ name, ...parameter }) => ({ name, in: 'query', ...parameter }));

const callName = ({ name }: EndpointRow) => `${pascalCase(name)}Call`;

/** A POST has its credentials in the header: an importer must not send them twice, which is refused if they differ. */
function bodySchema(row: EndpointRow) {
  const parameters = described(row, row.parameters);
  return {
    type: 'object',
    properties: Object.fromEntries(
      // OpenAPI 3.1 prefers `examples`; Postman's importer does not read it.
      parameters.map(({ name, required, schema, ...texts }) => [name, { ...schema, ...texts }]),
    ),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
  };
}

export const callSchemas = (rows: readonly EndpointRow[]) =>
  Object.fromEntries(rows.map((row) => [callName(row), bodySchema(row)]));

/** The same fields as a form or as a JSON object. */
function requestBody(row: EndpointRow) {
  const required = described(row, row.parameters).filter((parameter) => parameter.required);
  const example = Object.fromEntries(required.map(({ name, example }) => [name, example]));
  const content = { schema: componentRef('schemas', callName(row)), example };
  return {
    required: required.length > 0,
    content: { 'application/x-www-form-urlencoded': content, 'application/json': content },
  };
}

const replyName = ({ name }: EndpointRow) => `${pascalCase(name)}Reply`;

export const replySchemas = (rows: readonly EndpointRow[]) =>
  Object.fromEntries(
    rows.map((row) => {
      const { $schema: _dialect, ...schema } = z.toJSONSchema(row.reply);
      return [replyName(row), schema];
    }),
  );

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
