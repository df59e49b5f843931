import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod/mini';
import type { EndpointRow } from '../contract/endpoint-row.ts';
import { Failure, invalidParameter } from '../contract/failure.ts';
import { requestLimits } from '../contract/limits.ts';
import { credentials, type Parameter, unreadableText } from '../contract/parameters.ts';
import { basicCredentials } from './basic-credentials.ts';
import { type Field, readBodyFields } from './body.ts';

type Value = z.output<Parameter['schema']>;

/** A call as received: the credentials and the endpoint's parameters, all validated. */
export interface CheckedRequest {
  readonly username: string;
  readonly password: string;
  readonly values: Readonly<Record<string, Value | undefined>>;
}

/** All values of a header, in upper or lower case: the gateway keeps the client's spelling. */
export function headerValues(event: APIGatewayProxyEvent, name: string): string[] {
  const all: Readonly<Record<string, string[] | string | undefined>> =
    event.multiValueHeaders ?? event.headers ?? {};
  const spellings = Object.keys(all).filter((key) => key.toLowerCase() === name);
  return spellings.flatMap((key) => all[key] ?? []).map(String);
}

/** A header's last value, in upper or lower case. */
export const header = (event: APIGatewayProxyEvent, name: string): string | undefined =>
  headerValues(event, name).at(-1);

/** Between two Authorization headers that fetch or a proxy has joined; base64 has no comma. */
const joint = /\s*,\s*(?=(?:basic|bearer)\s)/i;

/** @throws Failure INVALID_PARAMETER if there are several headers with different values. */
function authorization(event: APIGatewayProxyEvent): string | undefined {
  const [first, ...others] = headerValues(event, 'authorization').flatMap((value) => value.split(joint));
  if (others.some((other) => other !== first)) {
    throw new Failure('INVALID_PARAMETER', { parameter: 'Authorization', fault: 'differs' });
  }
  return first;
}

/** A browser's prefetch must not create or destroy, and credentials that it adds for another site do not count. */
function refuseUnintended(
  event: APIGatewayProxyEvent,
  { hasBasic, corsOrigins }: { hasBasic: boolean; corsOrigins: readonly string[] },
): void {
  const purposes = [header(event, 'sec-purpose'), header(event, 'purpose'), header(event, 'x-moz')];
  // `prefetch;prerender` and `prefetch;anonymous-client-ip` are prefetches too.
  if (purposes.some((purpose) => purpose?.toLowerCase().startsWith('prefetch'))) {
    throw new Failure('NOT_ALLOWED', { refusal: 'prefetch' });
  }
  const isCrossSite = header(event, 'sec-fetch-site')?.toLowerCase() === 'cross-site';
  const isAllowedOrigin = corsOrigins.includes(header(event, 'origin') ?? '');
  if (hasBasic && isCrossSite && !isAllowedOrigin)
    throw new Failure('NOT_ALLOWED', { refusal: 'cross-site' });
}

function readQuery(event: APIGatewayProxyEvent): readonly Field[] {
  // An event that a person writes may have numbers, and a value without a list.
  const fields = Object.entries(event.multiValueQueryStringParameters ?? {}).flatMap(([name, values]) =>
    [values ?? []].flat().map((value): Field => [name, String(value)]),
  );
  if (Buffer.byteLength(fields.flat().join('')) > requestLimits.queryBytes) throw new Failure('TOO_LARGE');
  return fields;
}

async function readBody(
  event: APIGatewayProxyEvent,
  parameters: Readonly<Record<string, Parameter>>,
  maxBytes: number,
): Promise<readonly Field[]> {
  if (event.httpMethod !== 'POST' || !event.body) return [];
  const bytes = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBytes) throw new Failure('TOO_LARGE');
  const [contentType, contentEncoding] = [header(event, 'content-type'), header(event, 'content-encoding')];
  return await readBodyFields({ bytes, contentType, contentEncoding }, parameters);
}

const valuesOf = (fields: readonly Field[], name: string) =>
  fields.filter(([other]) => other === name).map(([, value]) => value);

/** Basic credentials replace the two parameters; if both are given, they must agree. */
const missingIn = (fields: readonly Field[], basic: { username: string; password: string }) =>
  Object.entries(basic).filter(([name, value]) => {
    const given = valuesOf(fields, name);
    if (given.length === 1 && given[0] !== value) {
      throw new Failure('INVALID_PARAMETER', { parameter: name, fault: 'differs' });
    }
    return given.length === 0;
  });

function readValue(fields: readonly Field[], name: string, parameter: Parameter): Value | undefined {
  const { schema, rule, isOptional, texts, mayBeEmpty } = parameter;
  // PHP and jQuery write a list as `speakers[]` or `speakers[0]`: ignored, it would silence the speakers.
  if (texts && fields.some(([other]) => other.startsWith(`${name}[`))) throw invalidParameter(name, rule);
  const [value, ...more] = valuesOf(fields, name);
  if (more.length > 0) throw new Failure('INVALID_PARAMETER', { parameter: name, fault: 'repeated' });
  if (value === undefined || (value === '' && !mayBeEmpty)) {
    if (isOptional) return undefined;
    throw new Failure('INVALID_PARAMETER', { parameter: name, fault: 'missing' });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidParameter(name, unreadableText(value, parameter) ?? rule);
}

/**
 * Reads a call's parameters from the query, the body and HTTP Basic.
 * @param corsOrigins the origins whose pages may send Basic credentials.
 * @throws Failure INVALID_PARAMETER naming the parameter; TOO_LARGE; NOT_ALLOWED for a prefetch or another site's
 * call; WRONG_CREDENTIALS for a malformed Basic header.
 */
export async function readRequest(
  row: Pick<EndpointRow, 'parameters' | 'maxBodyBytes'>,
  event: APIGatewayProxyEvent,
  corsOrigins: readonly string[] = [],
): Promise<CheckedRequest> {
  const basic = basicCredentials(authorization(event));
  refuseUnintended(event, { hasBasic: basic !== undefined, corsOrigins });
  const parameters: Readonly<Record<string, Parameter>> = { ...credentials, ...row.parameters };
  const { maxBodyBytes = requestLimits.bodyBytes } = row;
  const sent = [...readQuery(event), ...(await readBody(event, parameters, maxBodyBytes))];
  const fields = basic === undefined ? sent : [...sent, ...missingIn(sent, basic)];
  const { username, password, ...values } = Object.fromEntries(
    Object.entries(parameters).map(([key, parameter]) => [key, readValue(fields, key, parameter)]),
  );
  return { username: String(username), password: String(password), values };
}
