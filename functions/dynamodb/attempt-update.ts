import type { Condition, ItemChange, Numbers } from '../auth/login-store.ts';
import type { Item } from './items.ts';
import type { Change } from './table.ts';

const clause = (keyword: string, parts: readonly string[]) =>
  parts.length === 0 ? [] : [`${keyword} ${parts.join(', ')}`];

const named = (prefix: string, values: Numbers) =>
  Object.fromEntries(
    Object.entries(values).map(([attribute, value]) => [`:${prefix}_${attribute}`, value] as const),
  );

function conditionOf(condition: Condition): readonly [text: string, values: Item] {
  if ('room' in condition) {
    return ['(attribute_not_exists(#inProgress) OR size(#inProgress) < :room)', { ':room': condition.room }];
  }
  if ('isInProgress' in condition) {
    return ['contains(#inProgress, :isInProgress)', { ':isInProgress': condition.isInProgress }];
  }
  const { attribute } = condition;
  if ('above' in condition) {
    return [`#${attribute} > :above_${attribute}`, named('above', { [attribute]: condition.above })];
  }
  const text = `(attribute_not_exists(#${attribute}) OR #${attribute} <= :atMost_${attribute})`;
  return [text, named('atMost', { [attribute]: condition.atMost })];
}

/** The update expression for an item of `attempts`. Attribute names never contain user input. */
export function attemptUpdate(change: ItemChange): Change {
  const { add = {}, set = {}, remove = [], enter, leave = [], onlyIf = [] } = change;
  const added = Object.keys(add).map((attribute) => `#${attribute} :add_${attribute}`);
  const entered = enter === undefined ? [] : ['#inProgress :enter'];
  const replaced = Object.keys(set).map((attribute) => `#${attribute} = :set_${attribute}`);
  const removed = remove.map((attribute) => `#${attribute}`);
  const left = leave.length === 0 ? [] : ['#inProgress :leave'];
  const clauses = [
    clause('ADD', [...added, ...entered]),
    clause('SET', replaced),
    clause('REMOVE', removed),
    clause('DELETE', left),
  ];
  const conditions = onlyIf.map(conditionOf);
  return {
    update: clauses.flat().join(' '),
    condition: conditions.map(([text]) => text).join(' AND ') || undefined,
    values: {
      ...named('add', add),
      ...named('set', set),
      ...(enter === undefined ? {} : { ':enter': new Set([enter]) }),
      ...(left.length === 0 ? {} : { ':leave': new Set(leave) }),
      ...Object.assign({}, ...conditions.map(([, values]) => values)),
    },
  };
}
