/**
 * The item of `attempts` with the costs of imported password hashes, which a wrong password has to cost too. For each kind
 * of cost it has a dummy hash and its work as a number. The key is shorter than any other key of the table.
 */
export const importedHashesKey = 'imported-hashes';

/** The dummy hashes of the item; none before the first import. */
export function importedHashesIn(item: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const { attempt: _key, ...hashes } = item ?? {};
  return Object.values(hashes).filter((hash) => typeof hash === 'string');
}
