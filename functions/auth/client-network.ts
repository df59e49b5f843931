import { type BlockList, isIP, isIPv6 } from 'node:net';

/** The eight groups of an IPv6 address, with `::` expanded. */
function groups(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
}

/** The IPv4 address that an IPv6 address embeds; any other address without its zone. */
function plainAddress(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  return mapped ?? address.split('%')[0] ?? '';
}

const isGrouped = (address: string) => isIPv6(address) && !address.includes('.');

const prefixOf = (address: string, count: number) =>
  groups(address)
    .slice(0, count)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');

/** The client network: an IPv4 address, or the /64 of an IPv6 address, which belongs to one subscriber. */
export function networkOf(sourceIp: string): string {
  const address = plainAddress(sourceIp);
  if (!isGrouped(address)) return isIP(address) === 0 ? sourceIp : address;
  return `${prefixOf(address, 4)}::/64`;
}

/** The range within which a provider moves its customers: an IPv4 /24, an IPv6 /48. */
export function neighbourhoodOf(sourceIp: string): string {
  const address = plainAddress(sourceIp);
  if (isGrouped(address)) return `${prefixOf(address, 3)}::/48`;
  return isIP(address) === 4 ? `${address.split('.').slice(0, 3).join('.')}.0/24` : sourceIp;
}

/**
 * The caller's address. Behind a proxy, API Gateway sees the proxy's address. Each proxy appends the address that called it to
 * X-Forwarded-For, so the last entry that is no trusted proxy is the caller. The caller can invent the entries before
 * it. Without a trusted proxy the header is ignored.
 */
export function callerAddress(
  { sourceIp, forwardedFor }: { sourceIp: string; forwardedFor: readonly string[] },
  trustedProxies: BlockList,
): string {
  const isTrusted = (address: string) =>
    isIP(address) !== 0 && trustedProxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  if (!isTrusted(plainAddress(sourceIp))) return sourceIp;
  const entries = forwardedFor
    .join(',')
    .split(',')
    .map((entry) => plainAddress(entry.trim()));
  const caller = entries.findLast((entry) => !isTrusted(entry));
  return caller === undefined || isIP(caller) === 0 ? sourceIp : caller;
}
