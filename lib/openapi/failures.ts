import { type EndpointRow, failuresOfEvery } from '../../functions/contract/endpoint-row.ts';
import { endpoints } from '../../functions/contract/endpoints.ts';
import {
  type FailureCode,
  type FailureDetails,
  failures,
  type OwnRefusal,
  type Refusal,
} from '../../functions/contract/failure.ts';
import { languages, reason } from '../../functions/contract/reasons.ts';
import { failureBody } from '../../functions/http/reply.ts';
import { componentRef } from './names.ts';

export const failureCodes = Object.keys(failures) as FailureCode[];

/** The reasons for NOT_ALLOWED that every endpoint has. */
const refusalsOfEvery: readonly Refusal[] = ['cross-site', 'prefetch'];

export interface FailureCase {
  /** The name of its examples in the document, without the language. */
  readonly name: string;
  readonly code: FailureCode;
  readonly details: FailureDetails;
}

const nameOf = (refusal: Refusal | OwnRefusal) => (typeof refusal === 'string' ? refusal : refusal.name);

const refusalCase = (refusal: Refusal | OwnRefusal): FailureCase => ({
  name: `NOT_ALLOWED.${nameOf(refusal)}`,
  code: 'NOT_ALLOWED',
  details: { refusal },
});

const casesOf = (code: FailureCode, refusals: readonly (Refusal | OwnRefusal)[]): readonly FailureCase[] => {
  if (code === 'NOT_ALLOWED') return refusals.map(refusalCase);
  const details: FailureDetails =
    code === 'INVALID_PARAMETER' ? { parameter: 'username', fault: 'missing' } : {};
  return [{ name: code, code, details }];
};

export const allFailureCases = failureCodes.flatMap((code) =>
  casesOf(code, [
    ...Object.values<EndpointRow>(endpoints).flatMap(({ refusals }) => refusals),
    ...refusalsOfEvery,
  ]),
);

/** The failures of an endpoint as it words them, in the order of the closed list. */
export const failureCasesOf = (row: EndpointRow): readonly FailureCase[] =>
  failureCodes
    .filter((code) => [...failuresOfEvery, ...row.failures].includes(code))
    .flatMap((code) => casesOf(code, [...row.refusals, ...refusalsOfEvery]));

const failureExamples = ({ code, details }: FailureCase) =>
  languages.map((language) => {
    const body: unknown = JSON.parse(failureBody(code, details, language));
    return { language, reason: reason(code, details, language), body };
  });

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

/** The code of an unknown path: no operation has it. */
const isOfNoOperation = ({ code }: FailureCase) => code === 'NOT_FOUND';

export const exampleComponents = () =>
  Object.fromEntries(
    allFailureCases
      .filter((each) => !isOfNoOperation(each))
      .flatMap((each) =>
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

/** One response per status, named after its codes and refusals. */
const statusGroups = (row: EndpointRow) =>
  [...Map.groupBy(failureCasesOf(row), ({ code }) => failures[code])].map(([status, cases]) => {
    const own = cases.flatMap(({ details: { refusal } }) =>
      typeof refusal === 'object' ? refusal.name : [],
    );
    return { status, cases, name: [...codesOf(cases), ...own].join('.') };
  });

export const failureResponses = (row: EndpointRow) =>
  Object.fromEntries(statusGroups(row).map((group) => [group.status, componentRef('responses', group.name)]));

export const responseComponents = (rows: readonly EndpointRow[]) =>
  Object.fromEntries(rows.flatMap(statusGroups).map((group) => [group.name, responseOf(group.cases)]));
