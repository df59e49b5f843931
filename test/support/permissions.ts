import { type Properties, resourcesOf, type Template, type Value } from './template.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

const list = (value: string | readonly string[]) => (typeof value === 'string' ? [value] : value);

/** `*` is any text and `?` any character, as in IAM. */
function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
}

const statementsOf = ({ PolicyDocument }: Properties) =>
  (PolicyDocument as { Statement: Value }).Statement as unknown as readonly Statement[];

/** The statements of every policy that a role has. */
function statementsFor(template: Template, roleId: string): readonly Statement[] {
  return [...resourcesOf(template, 'AWS::IAM::Policy').values()]
    .filter(({ Roles }) => (Roles as readonly string[]).includes(roleId))
    .flatMap(statementsOf);
}

/** `action` is such as `dynamodb:GetItem`, `resource` an ARN. */
export interface Need {
  readonly action: string;
  readonly resource: string;
}

export interface Permissions {
  allow(need: Need): boolean;
  /** Every action on every resource that the statements list, sorted. */
  readonly all: readonly Need[];
}

const byText = (one: Need, other: Need) =>
  `${one.resource} ${one.action}`.localeCompare(`${other.resource} ${other.action}`);

/** The permissions of a function in the template. */
export function permissionsOf(template: Template, roleId: string): Permissions {
  const statements = statementsFor(template, roleId);
  const pairs = statements.flatMap(({ Action, Resource }) =>
    list(Action).flatMap((action) => list(Resource).map((resource) => ({ action, resource }))),
  );
  if (statements.some(({ Effect }) => Effect !== 'Allow')) throw new Error('only Allow is known here');
  return {
    allow: ({ action, resource }) =>
      pairs.some((pair) => matches(pair.action, action) && matches(pair.resource, resource)),
    all: pairs.toSorted(byText),
  };
}
