import type { Answer, Arguments } from '../../functions/contract/endpoint-row.ts';
import { type EndpointName, endpoints } from '../../functions/contract/endpoints.ts';
import { camelCase } from '../openapi/names.ts';

export type { FailureCode } from '../../functions/contract/failure.ts';

type CamelCase<Name extends string> = Name extends `${infer Word}-${infer Rest}`
  ? `${Word}${Capitalize<CamelCase<Rest>>}`
  : Name;

type OptionalKeys<T> = { [Key in keyof T]: undefined extends T[Key] ? Key : never }[keyof T];

/** Makes the parameters that may be left out optional properties. */
type Sent<Parameters> = Omit<Parameters, OptionalKeys<Parameters>> &
  Partial<Pick<Parameters, OptionalKeys<Parameters>>>;

type Row<Name extends EndpointName> = (typeof endpoints)[Name];

/** One method for each endpoint, by its name in the table. The parameters are those beside the credentials. */
export type Calls = {
  [Name in EndpointName as CamelCase<Name>]: Record<never, never> extends Sent<Arguments<Row<Name>>>
    ? (parameters?: Sent<Arguments<Row<Name>>>) => Promise<Answer<Row<Name>>>
    : (parameters: Sent<Arguments<Row<Name>>>) => Promise<Answer<Row<Name>>>;
};

/**
 * The paths by method name, from the table. In the package, build.ts replaces this by a literal.
 */
export const paths: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(endpoints).map(({ name, path }) => [camelCase(name), `${path}/`]),
);
