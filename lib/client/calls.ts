import type { Answer } from '../../functions/contract/endpoint-row.ts';
import { type EndpointName, endpoints } from '../../functions/contract/endpoints.ts';
import type { Parameter } from '../../functions/contract/parameters.ts';
import { camelCase } from '../openapi/names.ts';

export type { FailureCode } from '../../functions/contract/failure.ts';

type CamelCase<Name extends string> = Name extends `${infer Word}-${infer Rest}`
  ? `${Word}${Capitalize<CamelCase<Rest>>}`
  : Name;

/** A value as an app passes it, the same as in declarations.ts. The client sends it as text. */
type Value<P extends Parameter> = P['limits'] extends { readonly enum: readonly (infer Text)[] }
  ? Text
  : P['limits'] extends { readonly type: 'integer' }
    ? number
    : P extends { readonly texts: unknown }
      ? string | readonly string[]
      : string;

type OptionalKeys<P> = { [Key in keyof P]: P[Key] extends { isOptional: true } ? Key : never }[keyof P];
type Values<P> = { [Key in keyof P]: P[Key] extends Parameter ? Value<P[Key]> : never };

/** The parameters that may be left out are optional properties. */
type Sent<P> = Omit<Values<P>, OptionalKeys<P>> & Partial<Pick<Values<P>, OptionalKeys<P>>>;

type Row<Name extends EndpointName> = (typeof endpoints)[Name];

/** One method for each endpoint, by its name in the table. The parameters are those beside the credentials. */
export type Calls = {
  [Name in EndpointName as CamelCase<Name>]: Record<never, never> extends Sent<Row<Name>['parameters']>
    ? (parameters?: Sent<Row<Name>['parameters']>) => Promise<Answer<Row<Name>>>
    : (parameters: Sent<Row<Name>['parameters']>) => Promise<Answer<Row<Name>>>;
};

/**
 * The paths by method name, from the table. In the package, build.ts replaces this by a literal.
 */
export const paths: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(endpoints).map(({ name, path }) => [camelCase(name), `${path}/`]),
);
