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
  readonly code: FailureCode;
  readonly details: FailureDetails;
}

function casesOf(codes: readonly FailureCode[], refusals: readonly OwnRefusal[]): readonly FailureCase[] {
  const details: Partial<Record<FailureCode, readonly FailureDetails[]>> = {
    NOT_ALLOWED: [...refusals, ...refusalsOfEvery].map((refusal) => ({ refusal })),
    INVALID_PARAMETER: [{ parameter: 'username', fault: 'missing' }],
  };
  return codes.flatMap((code) => (details[code] ?? [{}]).map((each) => ({ code, details: each })));
}

export const allFailureCases = casesOf(
  failureCodes,
  Object.values<EndpointRow>(endpoints).flatMap(({ refusals }) => refusals),
);

/** The failures of an endpoint as it words them, in the order of the closed list. */
export const failureCasesOf = (row: EndpointRow): readonly FailureCase[] =>
  casesOf(
    failureCodes.filter((code) => [...failuresOfEvery, ...row.failures].includes(code)),
    row.refusals,
  );

const nameOf = ({ code, details: { refusal } }: FailureCase): string =>
  refusal === undefined ? code : `${code}.${typeof refusal === 'object' ? refusal.name : refusal}`;

/** By name, such as `NOT_ALLOWED.not-creator.en`. */
const examplesOf = (each: FailureCase) =>
  languages.map((language) => {
    const value: unknown = JSON.parse(failureBody(each.code, each.details, language));
    return [`${nameOf(each)}.${language}`, { summary: each.code, value }] as const;
  });

const listItem = ({ code, details }: FailureCase) =>
  `- \`${code}\` (${failures[code].status}): ${languages.map((one) => reason(code, details, one)).join(' / ')}`;

export const failureSchemas = {
  Failure: {
    type: 'object',
    properties: {
      reason: { type: 'string', description: 'For a person, in English or Chinese.' },
      ret: { const: 'fail' },
      code: componentRef('schemas', 'FailureCode'),
    },
    required: ['reason', 'ret', 'code'],
    additionalProperties: false,
  },
  FailureCode: {
    type: 'string',
    enum: failureCodes,
    description: allFailureCases.map(listItem).join('\n'),
  },
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

/** No operation has NOT_FOUND, the code of an unknown path. */
export const exampleComponents = () =>
  Object.fromEntries(allFailureCases.filter(({ code }) => code !== 'NOT_FOUND').flatMap(examplesOf));

const codesOf = (cases: readonly FailureCase[]) => [...new Set(cases.map(({ code }) => code))];

const responseOf = (status: number, cases: readonly FailureCase[]) => ({
  description: codesOf(cases)
    .map((code) => `\`${code}\``)
    .join(', '),
  headers: {
    'x-request-id': componentRef('headers', 'RequestId'),
    ...((status === 429 || status === 503) && { 'retry-after': componentRef('headers', 'RetryAfter') }),
  },
  content: {
    'application/json': {
      schema: componentRef('schemas', 'Failure'),
      examples: Object.fromEntries(
        cases.flatMap(examplesOf).map(([name]) => [name, componentRef('examples', name)]),
      ),
    },
  },
});

/** One response per status, named after its codes and refusals. */
const statusGroups = (row: EndpointRow) =>
  [...Map.groupBy(failureCasesOf(row), ({ code }) => failures[code].status)].map(([status, cases]) => {
    const own = row.refusals.filter((one) => cases.some(({ details }) => details.refusal === one));
    return { status, cases, name: [...codesOf(cases), ...own.map(({ name }) => name)].join('.') };
  });

export const failureResponses = (row: EndpointRow) =>
  Object.fromEntries(statusGroups(row).map(({ status, name }) => [status, componentRef('responses', name)]));

export const responseComponents = (rows: readonly EndpointRow[]) =>
  Object.fromEntries(
    rows.flatMap(statusGroups).map(({ status, cases, name }) => [name, responseOf(status, cases)]),
  );
