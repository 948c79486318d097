/** The addresses at which clouds hand a machine's own credentials to whoever asks from there: link-local ones and their like. */
import { BlockList, isIP } from 'node:net';

const IPV4 = new BlockList();
// RFC 3927: AWS, Google, Azure, Oracle, OpenStack and most others.
IPV4.addSubnet('169.254.0.0', 16, 'ipv4');
// Alibaba, Azure's WireServer, and Oracle as it was.
for (const address of ['100.100.100.200', '168.63.129.16', '192.0.0.192']) IPV4.addAddress(address);

const IPV6 = new BlockList();
// RFC 4291.
IPV6.addSubnet('fe80::', 10, 'ipv6');
// AWS keeps time, names and credentials there. The others: Google, Oracle, Scaleway, Akamai.
IPV6.addSubnet('fd00:ec2::', 32, 'ipv6');
for (const address of ['fd20:ce::254', 'fd00:c1::a9fe:a9fe', 'fd00:42::42', 'fd00:a9fe:a9fe::1']) {
  IPV6.addAddress(address, 'ipv6');
}

/** Where an IPv6 address of this prefix holds an IPv4 address: one list of byte positions for each place. */
type Embedding = { readonly prefix: BlockList; readonly places: readonly (readonly number[])[] };

const LAST: readonly number[] = [12, 13, 14, 15];

const EMBEDDINGS: readonly Embedding[] = [
  // IPv4-compatible and IPv4-mapped (RFC 4291), IPv4-translated (RFC 7915), NAT64 (RFC 6052).
  embedding('::', 96, [LAST]),
  embedding('::ffff:0:0', 96, [LAST]),
  embedding('::ffff:0:0:0', 96, [LAST]),
  embedding('64:ff9b::', 96, [LAST]),
  // NAT64 of one's own (RFC 8215), with a prefix of 48, 56, 64 or 96 bits; byte 8 is left out of it.
  embedding('64:ff9b:1::', 48, [[6, 7, 9, 10], [7, 9, 10, 11], [9, 10, 11, 12], LAST]),
  // 6to4 (RFC 3056).
  embedding('2002::', 16, [[2, 3, 4, 5]]),
  // The server of Teredo (RFC 4380); its client stands at the end, each bit turned round.
  embedding('2001::', 32, [[4, 5, 6, 7]]),
];
const TEREDO = subnet('2001::', 32);

/** Whether `hostname`, as WHATWG URLs normalise it or a resolver returns it, is an address that 169.254.169.254 and its like live at. */
export function isLinkLocal(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const version = isIP(address);
  if (version === 4) return IPV4.check(address);
  if (version !== 6) return false;
  return IPV6.check(address, 'ipv6') || embeddedIn(address).some((inner) => IPV4.check(inner));
}

function embeddedIn(address: string): string[] {
  const bytes = bytesOf(address);
  const at = (places: readonly number[], mask = 0): string =>
    places.map((place) => (bytes[place] ?? 0) ^ mask).join('.');
  const found = EMBEDDINGS.flatMap(({ prefix, places }) =>
    prefix.check(address, 'ipv6') ? places.map((place) => at(place)) : [],
  );
  if (TEREDO.check(address, 'ipv6')) found.push(at(LAST, 0xff));
  // ISATAP (RFC 5214), below any prefix.
  const [a = 0, b, c, d] = bytes.slice(8);
  if ((a & 0xfd) === 0 && b === 0 && c === 0x5e && d === 0xfe) found.push(at(LAST));
  return found;
}

/** The 16 bytes of an IPv6 address. */
function bytesOf(address: string): number[] {
  // The URL parser writes an IPv4 address at the end as hex digits.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const words = (text: string | undefined): number[] =>
    text ? text.split(':').map((word) => Number.parseInt(word, 16)) : [];
  const [before, after] = [words(head), words(tail)];
  const gap = Array<number>(8 - before.length - after.length).fill(0);
  return [...before, ...gap, ...after].flatMap((word) => [word >> 8, word & 0xff]);
}

function embedding(net: string, bits: number, places: Embedding['places']): Embedding {
  return { prefix: subnet(net, bits), places };
}

function subnet(net: string, bits: number): BlockList {
  const list = new BlockList();
  list.addSubnet(net, bits, 'ipv6');
  return list;
}
