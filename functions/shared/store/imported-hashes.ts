/**
 * The one item of `attempts` that is no counter: what the imported password hashes cost, which a wrong password has
 * to cost as well. An attribute for each kind of cost holds a hash of that cost, nobody's. No counter's key is this
 * short.
 */
export const importedHashesKey = 'imported-hashes';

/** The hashes in that item; there is none before the first import. */
export function importedHashesIn(item: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const { attempt: _key, ...hashes } = item ?? {};
  return Object.values(hashes).filter((hash) => typeof hash === 'string');
}
