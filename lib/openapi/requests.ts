import type { EndpointDefinition } from '../../functions/endpoints.ts';
import { credentials, type Parameter } from '../../functions/shared/parameters.ts';
import { exampleCall, parametersOf } from './example-call.ts';
import { componentRef, pascalCase } from './names.ts';

const isCredential = (name: string) => Object.hasOwn(credentials, name);

const describe = (name: string, { rule }: Parameter) =>
  `${rule.en} / ${rule.zh}${isCredential(name) ? '. Required unless HTTP Basic brings it.' : ''}`;

/** A number as apps hold it; JSON bodies may also bear its digits as text. */
const exampleValue = (parameter: Parameter | undefined, text: string) =>
  parameter?.limits.type === 'integer' ? Number(text) : text;

/** Its example stands at what the example call needs; what may be left out is shown by its limits alone. */
const exampleOf = (parameter: Parameter, text: string | undefined) =>
  text === undefined ? {} : { example: exampleValue(parameter, text) };

const isRequired = (name: string, { isOptional }: Parameter) => !isCredential(name) && isOptional !== true;

/** The parameters of a GET, all in the URL. */
export const queryParameters = (row: EndpointDefinition) =>
  Object.entries(parametersOf(row)).map(([name, parameter]) => ({
    name,
    in: 'query',
    required: isRequired(name, parameter),
    description: describe(name, parameter),
    schema: parameter.limits,
    ...exampleOf(parameter, exampleCall(row)[name]),
  }));

const schemaName = (name: string) => `${pascalCase(name)}Call`;

const namesOfRequired = (row: EndpointDefinition) =>
  Object.entries(parametersOf(row)).flatMap(([name, each]) => (isRequired(name, each) ? [name] : []));

function bodySchema(row: EndpointDefinition) {
  const parameters = Object.entries(parametersOf(row));
  return {
    type: 'object',
    properties: Object.fromEntries(
      parameters.map(([name, parameter]) => [
        name,
        { ...parameter.limits, description: describe(name, parameter) },
      ]),
    ),
    required: namesOfRequired(row),
  };
}

export const callSchemas = (rows: readonly (readonly [string, EndpointDefinition])[]) =>
  Object.fromEntries(rows.map(([name, row]) => [schemaName(name), bodySchema(row)]));

/** The same fields as a form or as a JSON object. */
export function requestBody(name: string, row: EndpointDefinition) {
  const parameters = parametersOf(row);
  const example = Object.fromEntries(
    Object.entries(exampleCall(row)).map(([key, text]) => [key, exampleValue(parameters[key], text)]),
  );
  const content = { schema: componentRef('schemas', schemaName(name)), example };
  return {
    // Nothing is left to send where HTTP Basic brings the credentials.
    required: namesOfRequired(row).length > 0,
    content: { 'application/x-www-form-urlencoded': content, 'application/json': content },
  };
}
