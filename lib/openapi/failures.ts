import { type EndpointDefinition, failuresOfEvery } from '../../functions/endpoints.ts';
import { type FailureCode, type FailureDetails, failures } from '../../functions/shared/failure.ts';
import { languages, reason } from '../../functions/shared/reasons.ts';
import { failureBody } from '../../functions/shared/reply.ts';
import { componentRef } from './names.ts';

export const failureCodes = Object.keys(failures) as FailureCode[];

/** Where the reason depends on the case: the one that the example shows. */
const exampleDetails: Partial<Record<FailureCode, FailureDetails>> = {
  INVALID_PARAMETER: { parameter: 'username', fault: 'missing' },
  NOT_ALLOWED: { refusal: 'not-creator' },
};

/** A failure as it is answered, in each language. */
export const failureExamples = (code: FailureCode, details = exampleDetails[code] ?? {}) =>
  languages.map((language) => {
    const body: unknown = JSON.parse(failureBody(code, details, language));
    return { language, reason: reason(code, details, language), body };
  });

/** Those that wait: the answer says for how long. */
const isTemporary = (code: FailureCode) => failures[code] === 429 || failures[code] === 503;

const failureSchema = {
  type: 'object',
  properties: {
    reason: { type: 'string', description: 'For a person, in English or Chinese.' },
    ret: { const: 'fail' },
    code: componentRef('schemas', 'FailureCode'),
  },
  required: ['reason', 'ret', 'code'],
  additionalProperties: false,
};

const failureCodeSchema = {
  type: 'string',
  enum: failureCodes,
  description: failureCodes
    .map(
      (code) =>
        `- \`${code}\` (${failures[code]}): ${failureExamples(code)
          .map((each) => each.reason)
          .join(' / ')}`,
    )
    .join('\n'),
};

export const headerComponents = {
  RequestId: {
    description: 'Names the request; the log has it too.',
    schema: { type: 'string' },
  },
  RetryAfter: {
    description: 'After how many seconds to call again.',
    schema: { type: 'integer', minimum: 1 },
  },
};

export const failureSchemas = { Failure: failureSchema, FailureCode: failureCodeSchema };

export const exampleComponents = () =>
  Object.fromEntries(
    failureCodes.flatMap((code) =>
      failureExamples(code).map(({ language, body }) => [
        `${code}.${language}`,
        { summary: code, value: body },
      ]),
    ),
  );

/** The failure codes of an endpoint, in the order of the closed list. */
export const codesOf = (row: EndpointDefinition) =>
  failureCodes.filter((code) => [...failuresOfEvery, ...row.failures].includes(code));

const responseOf = (codes: readonly FailureCode[]) => ({
  description: codes.map((code) => `\`${code}\``).join(', '),
  headers: {
    'x-request-id': componentRef('headers', 'RequestId'),
    ...(codes.some(isTemporary) ? { 'retry-after': componentRef('headers', 'RetryAfter') } : {}),
  },
  content: {
    'application/json': {
      schema: componentRef('schemas', 'Failure'),
      examples: Object.fromEntries(
        codes.flatMap((code) =>
          languages.map((language) => {
            const name = `${code}.${language}`;
            return [name, componentRef('examples', name)];
          }),
        ),
      ),
    },
  },
});

/** One response for each status, which may stand for several codes; named after them. */
const statusGroups = (row: EndpointDefinition) =>
  [...Map.groupBy(codesOf(row), (code) => failures[code])].map(([status, codes]) => ({
    status,
    codes,
    name: codes.join('.'),
  }));

/** The responses of an endpoint's failures, by their status. */
export const failureResponses = (row: EndpointDefinition) =>
  Object.fromEntries(statusGroups(row).map(({ status, name }) => [status, componentRef('responses', name)]));

/** Every response that an endpoint refers to. */
export const responseComponents = (rows: readonly EndpointDefinition[]) =>
  Object.fromEntries(rows.flatMap(statusGroups).map(({ name, codes }) => [name, responseOf(codes)]));
