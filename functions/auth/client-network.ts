import { type BlockList, isIP, isIPv6 } from 'node:net';

/** The IPv4 address that an IPv6 address embeds; any other address without its zone. */
function plainAddress(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  return mapped ?? address.split('%')[0] ?? '';
}

/** The first of the eight groups of an IPv6 address, with `::` expanded. */
function prefixOf(address: string, count: number): string {
  const [before = [], after = []] = address.split('::').map((half) => half.split(':').filter(Boolean));
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after]
    .slice(0, count)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/**
 * The client network: an IPv4 address, or the /64 of an IPv6 address, which belongs to one subscriber. The neighbourhood
 * is the range within which a provider moves its customers: an IPv4 /24, an IPv6 /48.
 */
export function networksOf(sourceIp: string): { network: string; neighbourhood: string } {
  const address = plainAddress(sourceIp);
  switch (isIP(address)) {
    case 4:
      return { network: address, neighbourhood: address.replace(/\d+$/, '0/24') };
    case 6:
      return { network: `${prefixOf(address, 4)}::/64`, neighbourhood: `${prefixOf(address, 3)}::/48` };
    default:
      return { network: sourceIp, neighbourhood: sourceIp };
  }
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
