import { type EndpointDefinition, failuresOfEvery } from '../../functions/contract/endpoints.ts';
import {
  type FailureCode,
  type FailureDetails,
  failures,
  type Refusal,
} from '../../functions/contract/failure.ts';
import { languages, reason } from '../../functions/contract/reasons.ts';
import { failureBody } from '../../functions/http/reply.ts';
import { componentRef } from './names.ts';

export const failureCodes = Object.keys(failures) as FailureCode[];

/** What every endpoint refuses with NOT_ALLOWED. */
const refusalsOfEvery: readonly Refusal[] = ['cross-site', 'prefetch'];

/** What an endpoint refuses beside that. */
const ownRefusals: Readonly<Record<string, Refusal>> = {
  'chatroom-create': 'create-role',
  'chatroom-destroy': 'not-creator',
};

/** A failure in one of its wordings. */
export interface FailureCase {
  /** Of its examples in the document, the language apart. */
  readonly name: string;
  readonly code: FailureCode;
  readonly details: FailureDetails;
}

const refusalCase = (refusal: Refusal): FailureCase => ({
  name: `NOT_ALLOWED.${refusal}`,
  code: 'NOT_ALLOWED',
  details: { refusal },
});

const casesOf = (code: FailureCode, refusals: readonly Refusal[]): readonly FailureCase[] => {
  if (code === 'NOT_ALLOWED') return refusals.map(refusalCase);
  const details: FailureDetails =
    code === 'INVALID_PARAMETER' ? { parameter: 'username', fault: 'missing' } : {};
  return [{ name: code, code, details }];
};

/** Every failure in each of its wordings. */
export const allFailureCases = failureCodes.flatMap((code) =>
  casesOf(code, [...Object.values(ownRefusals), ...refusalsOfEvery]),
);

/** The failures of an endpoint as it words them, in the order of the closed list. */
export const failureCasesOf = (name: string, row: EndpointDefinition): readonly FailureCase[] => {
  const own = ownRefusals[name];
  const refusals = own === undefined ? refusalsOfEvery : [own, ...refusalsOfEvery];
  return failureCodes
    .filter((code) => [...failuresOfEvery, ...row.failures].includes(code))
    .flatMap((code) => casesOf(code, refusals));
};

/** What is answered in each language. */
export const failureExamples = ({ code, details }: FailureCase) =>
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
  description: allFailureCases
    .map((each) => {
      const reasons = failureExamples(each).map((example) => example.reason);
      return `- \`${each.code}\` (${failures[each.code]}): ${reasons.join(' / ')}`;
    })
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

const exampleName = ({ name }: FailureCase, language: string) => `${name}.${language}`;

export const exampleComponents = () =>
  Object.fromEntries(
    allFailureCases.flatMap((each) =>
      failureExamples(each).map(({ language, body }) => [
        exampleName(each, language),
        { summary: each.code, value: body },
      ]),
    ),
  );

const codesOf = (cases: readonly FailureCase[]) => [...new Set(cases.map(({ code }) => code))];

const responseOf = (cases: readonly FailureCase[]) => ({
  description: codesOf(cases)
    .map((code) => `\`${code}\``)
    .join(', '),
  headers: {
    'x-request-id': componentRef('headers', 'RequestId'),
    ...(cases.some(({ code }) => isTemporary(code))
      ? { 'retry-after': componentRef('headers', 'RetryAfter') }
      : {}),
  },
  content: {
    'application/json': {
      schema: componentRef('schemas', 'Failure'),
      examples: Object.fromEntries(
        cases.flatMap((each) =>
          languages.map((language) => {
            const name = exampleName(each, language);
            return [name, componentRef('examples', name)];
          }),
        ),
      ),
    },
  },
});

/** One response for each status, named after the codes that it may stand for and whom it refuses. */
const statusGroups = (name: string, row: EndpointDefinition) =>
  [...Map.groupBy(failureCasesOf(name, row), ({ code }) => failures[code])].map(([status, cases]) => {
    const refusals = cases.flatMap(({ details }) => details.refusal ?? []);
    const own = refusals.filter((refusal) => refusal === ownRefusals[name]);
    return { status, cases, name: [...codesOf(cases), ...own].join('.') };
  });

/** The responses of an endpoint's failures, by their status. */
export const failureResponses = (name: string, row: EndpointDefinition) =>
  Object.fromEntries(
    statusGroups(name, row).map((group) => [group.status, componentRef('responses', group.name)]),
  );

/** Every response that an endpoint refers to. */
export const responseComponents = (rows: readonly (readonly [string, EndpointDefinition])[]) =>
  Object.fromEntries(
    rows
      .flatMap(([name, row]) => statusGroups(name, row))
      .map((group) => [group.name, responseOf(group.cases)]),
  );
