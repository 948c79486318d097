/** NO_PROXY: the hosts that are reached without the proxy. */
import { BlockList, isIP } from 'node:net';
import { LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';

type Exception = (host: string, port: number) => boolean;

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * Reads entries between commas or spaces: `*`, a name (with all names below it; a dot or `*.` before it changes nothing),
 * a name with stars, an address, or addresses as 10.0.0.0/8 or fd00::/8; each with `:port` or without. Names are not
 * resolved: addresses are those that a URL itself holds. Throws INPUT_INVALID for an entry that is none of these.
 */
export function readExceptions(
  variable: { readonly name: string; readonly value: string } | undefined,
): (url: URL) => boolean {
  const entries = (variable?.value ?? '')
    .toLowerCase()
    .split(/[,\s]+/)
    .filter((entry) => entry !== '');
  const exceptions = entries.map((entry) => readEntry(entry, variable?.name ?? ''));
  return ({ hostname, port, protocol }) => {
    const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
    const at = Number(port) || (DEFAULT_PORTS[protocol] ?? 0);
    return exceptions.some((holds) => holds(host, at));
  };
}

function readEntry(entry: string, variable: string): Exception {
  const { host, port } = splitPort(entry);
  const matches = matcherOf(host);
  if (matches === undefined) {
    throw new LabctlError(
      'INPUT_INVALID',
      `${variable} is wrong: found "${printable(entry, 80)}", want a host, an address, a range as 10.0.0.0/8 or fd00::/8, or *`,
    );
  }
  return (name, at) => (port === undefined || port === at) && matches(name);
}

/** An address of IPv6 has colons of its own: beside a port it stands in brackets. */
function splitPort(entry: string): { host: string; port: number | undefined } {
  const [, inBrackets, plain, port] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(entry) ?? [];
  const host = inBrackets ?? plain;
  if (host !== undefined) return { host, port: Number(port) };
  return { host: entry.replace(/^\[([^\]]*)\]/, '$1'), port: undefined };
}

function matcherOf(host: string): ((name: string) => boolean) | undefined {
  if (host.includes('/')) return rangeOf(host);
  if (isIP(host) !== 0) return rangeOf(`${host}/${isIP(host) === 6 ? 128 : 32}`);
  if (!/^[\p{L}\p{N}_.*-]+$/u.test(host)) return undefined;
  const suffix = host.replace(/^\*?\.+/, '').replace(/\.$/, '');
  if (suffix.includes('*')) return matcherOfStars(suffix);
  const ascii = URL.canParse(`http://${suffix}`) ? new URL(`http://${suffix}`).hostname : suffix;
  return (name) => name === ascii || name.endsWith(`.${ascii}`);
}

function rangeOf(text: string): ((name: string) => boolean) | undefined {
  const [address = '', bits = '', more] = text.split('/');
  const version = isIP(address);
  const isBits = /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 6 ? 128 : 32);
  if (version === 0 || !isBits || more !== undefined) return undefined;
  const range = new BlockList();
  range.addSubnet(address, Number(bits), version === 6 ? 'ipv6' : 'ipv4');
  return (name) => isIP(name) !== 0 && range.check(name, isIP(name) === 6 ? 'ipv6' : 'ipv4');
}

function matcherOfStars(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  return (name) => {
    if (!name.startsWith(first)) return false;
    let at = first.length;
    for (const part of parts.slice(1, -1)) {
      const found = name.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return name.length - last.length >= at && name.endsWith(last);
  };
}
