import type { Condition, ItemChange, Numbers } from '../auth/login-store.ts';
import type { Change } from './table.ts';

const list = (keyword: string, parts: readonly string[]) =>
  parts.length === 0 ? [] : [`${keyword} ${parts.join(', ')}`];

const named = (prefix: string, values: Numbers) =>
  Object.fromEntries(
    Object.entries(values).map(([attribute, value]) => [`:${prefix}_${attribute}`, value] as const),
  );

function conditionText(condition: Condition): string {
  if ('room' in condition) return '(attribute_not_exists(#inProgress) OR size(#inProgress) < :room)';
  if ('isInProgress' in condition) return 'contains(#inProgress, :isInProgress)';
  const { attribute } = condition;
  if ('above' in condition) return `#${attribute} > :above_${attribute}`;
  return `(attribute_not_exists(#${attribute}) OR #${attribute} <= :atMost_${attribute})`;
}

function conditionValues(condition: Condition): Readonly<Record<string, number | string>> {
  if ('room' in condition) return { ':room': condition.room };
  if ('isInProgress' in condition) return { ':isInProgress': condition.isInProgress };
  const { attribute } = condition;
  if ('above' in condition) return named('above', { [attribute]: condition.above });
  return named('atMost', { [attribute]: condition.atMost });
}

/** The update expression for an item of `attempts`. Attribute names never contain user input. */
export function attemptUpdate(change: ItemChange): Change {
  const { add = {}, set = {}, remove = [], enter, leave = [], onlyIf = [] } = change;
  const added = Object.keys(add).map((attribute) => `#${attribute} :add_${attribute}`);
  const entered = enter === undefined ? [] : ['#inProgress :enter'];
  const replaced = Object.keys(set).map((attribute) => `#${attribute} = :set_${attribute}`);
  const left = leave.length === 0 ? [] : ['#inProgress :leave'];
  return {
    set: [...list('ADD', [...added, ...entered]), ...list('SET', replaced), ...list('DELETE', left)].join(
      ' ',
    ),
    ...(remove.length === 0 ? {} : { remove: remove.map((attribute) => `#${attribute}`).join(', ') }),
    ...(onlyIf.length === 0 ? {} : { condition: onlyIf.map(conditionText).join(' AND ') }),
    values: {
      ...named('add', add),
      ...named('set', set),
      ...(enter === undefined ? {} : { ':enter': new Set([enter]) }),
      ...(left.length === 0 ? {} : { ':leave': new Set(leave) }),
      ...Object.assign({}, ...onlyIf.map(conditionValues)),
    },
  };
}
