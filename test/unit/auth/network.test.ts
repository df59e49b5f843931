import { describe, expect, it } from 'vitest';
import { callerAddress, networksOf } from '../../../functions/auth/client-network.ts';
import { parseAddressList } from '../../../functions/contract/address-list.ts';

describe('the client network of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7', '203.0.113.0/24'],
    ['::ffff:203.0.113.7', '203.0.113.7', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0:0::/64', '2001:db8:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64', 'fe80:0:0::/48'],
    ['::1', '0:0:0:0::/64', '0:0:0::/48'],
    ['::', '0:0:0:0::/64', '0:0:0::/48'],
    ['64:ff9b::203.0.113.7', '64:ff9b:0:0::/64', '64:ff9b:0::/48'],
    ['test-invoke-source-ip', 'test-invoke-source-ip', 'test-invoke-source-ip'],
    ['', '', ''],
  ])('%s is %s, in the neighbourhood %s', (address, network, neighbourhood) => {
    expect(networksOf(address)).toEqual({ network, neighbourhood });
  });
});

describe('the address of a caller', () => {
  const proxy = '198.51.100.1';
  const trusted = (text: string) => {
    const list = parseAddressList(text);
    if (list === undefined) throw new Error(`no addresses: ${text}`);
    return list;
  };

  it.each([
    ['no proxy is trusted', '', proxy, ['203.0.113.7'], proxy],
    ['the proxy is trusted', proxy, proxy, ['203.0.113.7'], '203.0.113.7'],
    ['API Gateway appended the proxy', proxy, proxy, [`203.0.113.7, ${proxy}`], '203.0.113.7'],
    ['the caller sent entries of its own', proxy, proxy, ['192.0.2.1, 203.0.113.7'], '203.0.113.7'],
    [
      'the caller sent a header of its own',
      proxy,
      proxy,
      ['192.0.2.1', `203.0.113.7,${proxy}`],
      '203.0.113.7',
    ],
    ['the caller calls past the proxy', proxy, '203.0.113.9', ['192.0.2.1'], '203.0.113.9'],
    ['the caller names the proxy', proxy, proxy, [`203.0.113.7, ${proxy}, ${proxy}`], '203.0.113.7'],
    ['the proxy is one of a range', '198.51.100.0/24', '198.51.100.200', ['203.0.113.7'], '203.0.113.7'],
    ['the proxy has IPv6', '2001:db8::/32', '2001:db8::5', ['2001:db9::1'], '2001:db9::1'],
    ['the caller is an IPv4 address in IPv6 form', proxy, proxy, ['::ffff:203.0.113.7'], '203.0.113.7'],
    ['there is no header', proxy, proxy, [], proxy],
    ['the last entry is no address', proxy, proxy, ['203.0.113.7, unknown'], proxy],
  ])('if %s', (_when, proxies, sourceIp, forwardedFor, address) => {
    expect(callerAddress({ sourceIp, forwardedFor }, trusted(proxies))).toBe(address);
  });
});

describe('a list of addresses', () => {
  it.each(['203.0.113', '203.0.113.7/33', '2001:db8::/129', 'cloudfront', '203.0.113.7,', ' 203.0.113.7'])(
    'refuses %j',
    (text) => expect(parseAddressList(text)).toBeUndefined(),
  );
});
