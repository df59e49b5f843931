import { BlockList, isIP } from 'node:net';

const maxBits = { 4: 32, 6: 128 } as const;

/** Adds an address or a CIDR range. @returns false if the text is neither. */
function add(list: BlockList, entry: string): boolean {
  const [, address = '', bits] = /^([\da-f.:]+)(?:\/(\d{1,3}))?$/i.exec(entry) ?? [];
  const version = isIP(address);
  if (version !== 4 && version !== 6) return false;
  const prefix = Number(bits ?? maxBits[version]);
  if (prefix > maxBits[version]) return false;
  list.addSubnet(address, prefix, `ipv${version}`);
  return true;
}

/** IP addresses and CIDR ranges, separated by commas; undefined if one is neither. */
export function parseAddressList(text: string): BlockList | undefined {
  const list = new BlockList();
  const entries = text === '' ? [] : text.split(',');
  return entries.every((entry) => add(list, entry)) ? list : undefined;
}
