import {
  type Answer,
  type Arguments,
  type EndpointName,
  endpoints,
} from '../../functions/contract/endpoints.ts';
import { camelCase } from '../openapi/names.ts';

export type { FailureCode } from '../../functions/contract/failure.ts';

type CamelCase<Name extends string> = Name extends `${infer Word}-${infer Rest}`
  ? `${Word}${Capitalize<CamelCase<Rest>>}`
  : Name;

type OptionalKeys<T> = { [Key in keyof T]: undefined extends T[Key] ? Key : never }[keyof T];

/** What may be left out as an optional property. */
type Sent<Name extends EndpointName> = Omit<Arguments<Name>, OptionalKeys<Arguments<Name>>> &
  Partial<Pick<Arguments<Name>, OptionalKeys<Arguments<Name>>>>;

/** One method for each endpoint, by its name in the table. The parameters are those beside the credentials. */
export type Calls = {
  [Name in EndpointName as CamelCase<Name>]: Record<never, never> extends Sent<Name>
    ? (parameters?: Sent<Name>) => Promise<Answer<Name>>
    : (parameters: Sent<Name>) => Promise<Answer<Name>>;
};

/** Where a method calls, and whether it may call again where no answer came. */
export interface Target {
  readonly path: string;
  readonly isSafeToRepeat: boolean;
}

/**
 * By the methods' names, from the table itself. In the package that is built for others, build.ts puts the same in
 * writing.
 */
export const targets: Readonly<Record<string, Target>> = Object.fromEntries(
  Object.entries(endpoints).map(([name, { path, isSafeToRepeat }]) => [
    camelCase(name),
    { path: `${path}/`, isSafeToRepeat },
  ]),
);
