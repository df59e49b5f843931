/**
 * The one item of `attempts` that is no counter: what the imported password hashes cost, which a wrong password has to
 * cost as well. For each kind of cost it has a hash that is nobody's, and beside it the work as a number. A counter's
 * key is longer than this one.
 */
export const importedHashesKey = 'imported-hashes';

/** The hashes in that item; there is none before the first import. */
export function importedHashesIn(item: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const { attempt: _key, ...hashes } = item ?? {};
  return Object.values(hashes).filter((hash) => typeof hash === 'string');
}
