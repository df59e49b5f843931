import type { IndexDefinition, TableDefinition } from '../../functions/contract/tables.ts';

// DynamoDB's on-demand charges, by the rules of its developer guide ("Read and write operations", "Item
// sizes and formats", "Global secondary indexes"): dynalite counts index writes differently.

/** An attribute's value as DynamoDB's protocol writes it: `{"S":"text"}`. */
type Wire = Readonly<Record<string, unknown>>;
export type WireItem = Readonly<Record<string, Wire>>;

export interface Units {
  readonly read: number;
  readonly write: number;
}

export const noUnits: Units = { read: 0, write: 0 };

const bytesOfReadUnit = 4_096;
const bytesOfWriteUnit = 1_024;

const bytesOfText = (text: unknown) => Buffer.byteLength(String(text));

/** Three bytes, and one more for each value in it. */
const bytesOfDocument = (values: readonly Wire[], names: readonly string[] = []): number =>
  values.reduce((sum, value) => sum + 1 + bytesOfValue(value), 3 + bytesOfText(names.join('')));

function bytesOfValue(value: Wire): number {
  const [[type, content] = []] = Object.entries(value);
  switch (type) {
    case 'S':
      return bytesOfText(content);
    case 'N':
      // Two digits to a byte, and one byte more.
      return Math.ceil(String(content).replace(/^-|\.|0+$/g, '').length / 2) + 1;
    case 'BOOL':
    case 'NULL':
      return 1;
    case 'SS':
      return (content as string[]).reduce((sum, text) => sum + bytesOfText(text), 0);
    case 'L':
      return bytesOfDocument(content as Wire[]);
    case 'M':
      return bytesOfDocument(Object.values(content as WireItem), Object.keys(content as WireItem));
    default:
      throw new Error(`no item of ours has a value of type ${type}`);
  }
}

export const bytesOf = (item: WireItem | undefined): number =>
  Object.entries(item ?? {}).reduce((sum, [name, value]) => sum + bytesOfText(name) + bytesOfValue(value), 0);

const unitsOf = (bytes: number, bytesOfUnit: number) => Math.max(1, Math.ceil(bytes / bytesOfUnit));

/** A read of an item, found or not. An eventually consistent read costs half. */
export const readUnits = (bytes: number, isConsistent: boolean) =>
  unitsOf(bytes, bytesOfReadUnit) / (isConsistent ? 1 : 2);

/** The entry that an index has of an item; none unless the item has both of its keys. */
function entryOf(item: WireItem | undefined, { partitionKey, sortKey }: IndexDefinition): string | undefined {
  const keys = [item?.[partitionKey.name], item?.[sortKey.name]];
  return keys.includes(undefined) ? undefined : JSON.stringify(keys);
}

/** A new or removed entry costs a unit; one that moves to another key costs two. */
function indexUnits(before: string | undefined, after: string | undefined): number {
  if (before === after) return 0;
  return before === undefined || after === undefined ? 1 : 2;
}

/**
 * A write costs by the larger size of the item before and after it, and by its changes in the indexes. A write whose
 * condition failed costs the same without the indexes.
 */
export function writeUnits(
  { indexes = {} }: TableDefinition,
  before: WireItem | undefined,
  after: WireItem | undefined,
): number {
  const ofTable = unitsOf(Math.max(bytesOf(before), bytesOf(after)), bytesOfWriteUnit);
  return Object.values(indexes).reduce(
    (sum, index) => sum + indexUnits(entryOf(before, index), entryOf(after, index)),
    ofTable,
  );
}
