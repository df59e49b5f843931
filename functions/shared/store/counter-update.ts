import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';

/** A change of one counter's attributes and the conditions on which it is made. */
export interface CounterChange {
  readonly key: string;
  readonly add?: Readonly<Record<string, number>>;
  readonly set?: Readonly<Record<string, number>>;
  readonly remove?: readonly string[];
  /** All must hold. An attribute that is not there is below anything, and equals undefined. */
  readonly onlyIf?: readonly CounterCondition[];
}

type CounterCondition =
  | { readonly attribute: string; readonly below: number }
  | { readonly attribute: string; readonly equals: number | undefined };

/** Placeholders for what an expression speaks of; names and numbers never stand in it themselves. */
function placeholders() {
  const names = new Map<string, string>();
  const values: Record<string, number> = {};
  return {
    name: (attribute: string) => {
      const placeholder = names.get(attribute) ?? `#n${names.size}`;
      names.set(attribute, placeholder);
      return placeholder;
    },
    value: (number: number) => {
      const placeholder = `:v${Object.keys(values).length}`;
      values[placeholder] = number;
      return placeholder;
    },
    names: () => Object.fromEntries([...names].map(([attribute, placeholder]) => [placeholder, attribute])),
    values,
  };
}

/** An update of one counter. The item comes into being with its first change. */
export function counterUpdate(
  TableName: string,
  { key, add = {}, set = {}, remove = [], onlyIf = [] }: CounterChange,
): UpdateCommandInput {
  const { name, value, names, values } = placeholders();
  const clause = (keyword: string, parts: readonly string[]) =>
    parts.length === 0 ? [] : [`${keyword} ${parts.join(', ')}`];
  const condition = (one: CounterCondition): string => {
    const attribute = name(one.attribute);
    if ('below' in one) return `(attribute_not_exists(${attribute}) OR ${attribute} < ${value(one.below)})`;
    return one.equals === undefined
      ? `attribute_not_exists(${attribute})`
      : `${attribute} = ${value(one.equals)}`;
  };
  const conditions = onlyIf.map(condition);
  const clauses = [
    ...clause(
      'ADD',
      Object.entries(add).map(([attribute, by]) => `${name(attribute)} ${value(by)}`),
    ),
    ...clause(
      'SET',
      Object.entries(set).map(([attribute, to]) => `${name(attribute)} = ${value(to)}`),
    ),
    ...clause('REMOVE', remove.map(name)),
  ];
  return {
    TableName,
    Key: { attempt: key },
    UpdateExpression: clauses.join(' '),
    ...(conditions.length === 0 ? {} : { ConditionExpression: conditions.join(' AND ') }),
    ExpressionAttributeNames: names(),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  };
}
