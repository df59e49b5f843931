import { isIPv6 } from 'node:net';

/** The eight groups of an IPv6 address, its `::` written out. */
function groups(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
}

/**
 * The network that an address stands for: an IPv4 address itself, of an IPv6 address its first 64 bits, since one
 * subscriber has all addresses that begin with them.
 */
export function networkOf(sourceIp: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(sourceIp) ?? [];
  if (mapped !== undefined) return mapped;
  const [address = ''] = sourceIp.split('%');
  if (!isIPv6(address) || address.includes('.')) return sourceIp;
  const prefix = groups(address)
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16));
  return `${prefix.join(':')}::/64`;
}
