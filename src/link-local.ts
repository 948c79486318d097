/** The addresses at which clouds hand a machine's own credentials to whoever asks from there. */
import { BlockList, isIP } from 'node:net';

// RFC 3927 and RFC 4291; also as IPv4-mapped (by BlockList itself), IPv4-compatible and NAT64 (RFC 6052).
const LINK_LOCAL = new BlockList();
LINK_LOCAL.addSubnet('169.254.0.0', 16, 'ipv4');
LINK_LOCAL.addSubnet('fe80::', 10, 'ipv6');
LINK_LOCAL.addSubnet('::169.254.0.0', 112, 'ipv6');
LINK_LOCAL.addSubnet('64:ff9b::169.254.0.0', 112, 'ipv6');

/** Whether `hostname`, as WHATWG URLs normalise it, is an address that 169.254.169.254 and its like live at. */
export function isLinkLocal(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  const version = isIP(address);
  return version !== 0 && LINK_LOCAL.check(address, version === 6 ? 'ipv6' : 'ipv4');
}
