/**
 * DynamoDB's expressions, as far as the product writes them; anything else throws, so that nothing is taken lightly.
 */

import { memoised, type Reader } from './expression-reader.ts';

export type Item = Readonly<Record<string, unknown>>;

interface Scope {
  readonly item: Item;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
}

type Condition = (scope: Scope) => boolean;
type Operand = (scope: Scope) => unknown;
type Change = (scope: Scope, changed: Record<string, unknown>) => void;

const givenName = (placeholder: string, { names }: Scope) => {
  const name = names[placeholder];
  if (name === undefined) throw new Error(`${placeholder} stands for nothing`);
  return name;
};

const pathOf = (placeholders: string, scope: Scope) =>
  placeholders.split('.').map((placeholder) => givenName(placeholder, scope));

const valueAt = (item: unknown, path: readonly string[]): unknown =>
  path.reduce((value, name) => (value as Item | undefined)?.[name], item);

function withValue(item: unknown, [name = '', ...rest]: readonly string[], value: unknown): Item {
  if (item === undefined) throw new Error('the path does not exist in the item');
  const within = item as Item;
  return { ...within, [name]: rest.length === 0 ? value : withValue(within[name], rest, value) };
}

const givenValue = (placeholder: string, { values }: Scope) => {
  if (!Object.hasOwn(values, placeholder)) throw new Error(`${placeholder} stands for nothing`);
  return values[placeholder];
};

/** Of a set; the product asks for no other. */
function readSize(from: Reader): Operand {
  from.expect('(');
  const attribute = readOperand(from);
  from.expect(')');
  return (scope) => (attribute(scope) instanceof Set ? setOf(attribute(scope)).size : undefined);
}

const setOf = (value: unknown): ReadonlySet<unknown> => (value instanceof Set ? value : new Set());

function readOperand(from: Reader): Operand {
  const first = from.next();
  if (first.startsWith('#')) return (scope) => valueAt(scope.item, pathOf(first, scope));
  if (first.startsWith(':')) return (scope) => givenValue(first, scope);
  if (first === 'size') return readSize(from);
  if (first !== 'if_not_exists') throw new Error(`${first} is no operand`);
  from.expect('(');
  const attribute = readOperand(from);
  from.expect(',');
  const otherwise = readOperand(from);
  from.expect(')');
  return (scope) => attribute(scope) ?? otherwise(scope);
}

const comparisons: Readonly<Record<string, (a: string | number, b: string | number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const isOrdered = (value: unknown): value is string | number =>
  typeof value === 'number' || typeof value === 'string';

function readComparison(from: Reader): Condition {
  const left = readOperand(from);
  const sign = from.next();
  const right = readOperand(from);
  if (sign === '=') return (scope) => left(scope) !== undefined && left(scope) === right(scope);
  if (sign === '<>') return (scope) => left(scope) !== right(scope);
  const compare = comparisons[sign];
  if (compare === undefined) throw new Error(`${sign} is no comparison`);
  return (scope) => {
    const [a, b] = [left(scope), right(scope)];
    return isOrdered(a) && isOrdered(b) && typeof a === typeof b && compare(a, b);
  };
}

function readTerm(from: Reader): Condition {
  const first = from.peek();
  if (first === '(') {
    from.next();
    const inner = readAny(from);
    from.expect(')');
    return inner;
  }
  if (first === 'contains') {
    from.next();
    from.expect('(');
    const set = readOperand(from);
    from.expect(',');
    const member = readOperand(from);
    from.expect(')');
    return (scope) => setOf(set(scope)).has(member(scope));
  }
  if (first !== 'attribute_exists' && first !== 'attribute_not_exists') return readComparison(from);
  from.next();
  from.expect('(');
  const attribute = readOperand(from);
  from.expect(')');
  return (scope) => (attribute(scope) !== undefined) === (first === 'attribute_exists');
}

function readAll(from: Reader): Condition {
  const left = readTerm(from);
  if (from.peek() !== 'AND') return left;
  from.next();
  const right = readAll(from);
  return (scope) => left(scope) && right(scope);
}

function readAny(from: Reader): Condition {
  const left = readAll(from);
  if (from.peek() !== 'OR') return left;
  from.next();
  const right = readAny(from);
  return (scope) => left(scope) || right(scope);
}

function readAssignment(from: Reader): Change {
  const attribute = from.next();
  from.expect('=');
  const first = readOperand(from);
  const sign = from.peek();
  if (sign !== '+' && sign !== '-') {
    return (scope, changed) => {
      Object.assign(changed, withValue(changed, pathOf(attribute, scope), first(scope)));
    };
  }
  from.next();
  const second = readOperand(from);
  return (scope, changed) => {
    const [a, b] = [first(scope), second(scope)];
    if (typeof a !== 'number' || typeof b !== 'number') throw new Error('only numbers are added');
    changed[givenName(attribute, scope)] = sign === '+' ? a + b : a - b;
  };
}

const readRemoval = (from: Reader): Change => {
  const attribute = from.next();
  return (scope, changed) => {
    delete changed[givenName(attribute, scope)];
  };
};

function readAddition(from: Reader): Change {
  const attribute = from.next();
  const added = readOperand(from);
  return (scope, changed) => {
    const name = givenName(attribute, scope);
    const value = added(scope);
    changed[name] =
      value instanceof Set
        ? new Set([...setOf(scope.item[name]), ...value])
        : Number(scope.item[name] ?? 0) + Number(value);
  };
}

/** A set without members is no attribute any more. */
function readDeletion(from: Reader): Change {
  const attribute = from.next();
  const left = readOperand(from);
  return (scope, changed) => {
    const name = givenName(attribute, scope);
    const leaving = setOf(left(scope));
    const staying = [...setOf(scope.item[name])].filter((member) => !leaving.has(member));
    if (staying.length > 0) changed[name] = new Set(staying);
    else delete changed[name];
  };
}

const clauses: Readonly<Record<string, (from: Reader) => Change>> = {
  SET: readAssignment,
  REMOVE: readRemoval,
  ADD: readAddition,
  DELETE: readDeletion,
};

function readUpdate(from: Reader): readonly Change[] {
  const changes: Change[] = [];
  while (from.peek() !== undefined) {
    const clause = clauses[from.next()];
    if (clause === undefined) throw new Error('an update sets, removes, adds or deletes');
    do changes.push(clause(from));
    while (from.peek() === ',' && from.next());
  }
  return changes;
}

/** A condition, or the key condition of a query. */
export const condition = memoised(readAny);

const update = memoised(readUpdate);

/** The item as the update expression leaves it. */
export function updated(text: string, scope: Scope): Item {
  const changed = { ...scope.item };
  for (const change of update(text)) change(scope, changed);
  return changed;
}
