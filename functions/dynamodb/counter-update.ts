import type { AttemptCounter, CounterChange, CounterCondition } from '../auth/login-store.ts';
import type { Change } from './table.ts';

const list = (keyword: string, parts: readonly string[]) =>
  parts.length === 0 ? [] : [`${keyword} ${parts.join(', ')}`];

function conditionText(condition: CounterCondition): string {
  const { attribute } = condition;
  if ('below' in condition)
    return `(attribute_not_exists(#${attribute}) OR #${attribute} < :below_${attribute})`;
  return condition.equals === undefined
    ? `attribute_not_exists(#${attribute})`
    : `#${attribute} = :equals_${attribute}`;
}

const named = (prefix: string, values: AttemptCounter) =>
  Object.entries(values).map(([attribute, value]) => [`:${prefix}_${attribute}`, value] as const);

function conditionValues(conditions: readonly CounterCondition[]) {
  return conditions.flatMap((condition) => {
    if ('below' in condition) return named('below', { [condition.attribute]: condition.below });
    return condition.equals === undefined ? [] : named('equals', { [condition.attribute]: condition.equals });
  });
}

/**
 * A counter's change as the table takes it. The attributes are the throttle's own names, never a caller's. Where a
 * reply is lost, a failure counted twice lets one guess fewer through; one taken back twice would let another in.
 */
export function counterUpdate({ add = {}, set = {}, remove = [], onlyIf = [] }: CounterChange): Change {
  const added = Object.keys(add).map((attribute) => `#${attribute} :add_${attribute}`);
  const replaced = Object.keys(set).map((attribute) => `#${attribute} = :set_${attribute}`);
  return {
    set: [...list('ADD', added), ...list('SET', replaced)].join(' '),
    ...(remove.length === 0 ? {} : { remove: remove.map((attribute) => `#${attribute}`).join(', ') }),
    ...(onlyIf.length === 0 ? {} : { condition: onlyIf.map(conditionText).join(' AND ') }),
    isOnceOnly: Object.values(add).some((by) => by < 0),
    values: Object.fromEntries([...named('add', add), ...named('set', set), ...conditionValues(onlyIf)]),
  };
}
