/** A value of a template: JSON, with intrinsic functions in it. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type Properties = Readonly<Record<string, Value>>;

export interface Resource {
  readonly Type: string;
  readonly Properties: Properties;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** Values that only a deployment knows: physical names and the account. */
export const account = '000000000000';
export const region = 'local';

const pseudo: Readonly<Record<string, string>> = {
  'AWS::AccountId': account,
  'AWS::Region': region,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::NoValue': '',
};

/** Here each resource's name is its logical id; ARNs are made from it as by AWS. */
function attribute({ Resources }: Template, id: string, name: string): string {
  const type = Resources[id]?.Type;
  if (type === 'AWS::DynamoDB::Table' && name === 'Arn')
    return `arn:aws:dynamodb:${region}:${account}:table/${id}`;
  return `${id}.${name}`;
}

const isObject = (value: Value): value is { readonly [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function resolveFunction(template: Template, name: string, argument: Value): Value {
  const inner = (value: Value) => resolve(template, value);
  if (name === 'Ref') return pseudo[String(argument)] ?? String(argument);
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) {
    const [id, attributeName] = argument.map(String);
    return attribute(template, id ?? '', attributeName ?? '');
  }
  if (name === 'Fn::Join' && Array.isArray(argument)) {
    const [separator, parts] = argument;
    return (parts as readonly Value[]).map(inner).join(String(separator));
  }
  if (name === 'Fn::Sub') {
    return String(argument).replace(/\$\{([^}]+)\}/g, (_whole, id: string) => pseudo[id] ?? id);
  }
  throw new Error(`${name} is not known here`);
}

/** A value with its intrinsic functions resolved. */
export function resolve(template: Template, value: Value): Value {
  if (Array.isArray(value)) return value.map((one: Value) => resolve(template, one));
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
    return resolveFunction(template, ...first);
  }
  return Object.fromEntries(entries.map(([key, one]) => [key, resolve(template, one)]));
}

/** The resources of one type by logical id, resolved. */
export function resourcesOf(template: Template, type: string): ReadonlyMap<string, Properties> {
  const found = Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
  return new Map(
    found.map(([id, { Properties }]) => [id, resolve(template, Properties ?? {}) as Properties]),
  );
}

/** The properties of the first resource of a type; empty if there is none. */
export const firstOf = (template: Template, type: string): Properties =>
  [...resourcesOf(template, type).values()][0] ?? {};
