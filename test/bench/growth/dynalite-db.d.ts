/** The inside of the embedded DynamoDB: where in its files an item stands. */
declare module 'dynalite/db/index.js' {
  export function createKey(item: object, table: object): string;
}
