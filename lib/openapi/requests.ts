import type { EndpointRow } from '../../functions/contract/endpoint-row.ts';
import { credentials, type Parameter } from '../../functions/contract/parameters.ts';
import { exampleCall, parametersOf } from './example-call.ts';
import { componentRef, pascalCase } from './names.ts';

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
export function queryParameters(row: EndpointRow) {
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

const schemaName = ({ name }: EndpointRow) => `${pascalCase(name)}Call`;

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
  Object.fromEntries(rows.map((row) => [schemaName(row), bodySchema(row)]));

/** The same fields as a form or as a JSON object. */
export function requestBody(row: EndpointRow) {
  const examples = examplesOf(row);
  const example = Object.fromEntries(Object.keys(exampleCall(row)).map((key) => [key, examples[key]]));
  const content = { schema: componentRef('schemas', schemaName(row)), example };
  return {
    // Nothing is left to send where HTTP Basic brings the credentials.
    required: namesOfRequired(row).length > 0,
    content: { 'application/x-www-form-urlencoded': content, 'application/json': content },
  };
}
