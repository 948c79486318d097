/** Rules for source.url: https, one host, nothing secret, nothing that means something else where it is pasted. */

import { unseenCharacter } from '../../../base/characters.ts';
import { error, type Problem, quote } from '../../../base/findings.ts';
import { isLinkLocal } from '../../../base/link-local.ts';
import { redactUrl } from '../../../base/redact.ts';

const MAX_URL = 2048;
const WANTED = 'want https://host/path';

/** Messages show a URL only where it holds nothing secret: without user, password, fragment and signatures. */
export function lintUrl(text: string): Problem[] {
  const flaw = textFlaw(text) ?? addressFlaw(text);
  if (flaw !== undefined) return [error(flaw)];
  return partFlaws(text).map(error);
}

/** What makes the text no plain URL; WHATWG parsers mend most of it silently, each tool in another way. */
function textFlaw(text: string): string | undefined {
  if (text === '') return `is empty; ${WANTED}`;
  if (text.length > MAX_URL) {
    return `is too long: found ${text.length} characters, want ${MAX_URL} at most`;
  }
  const unseen = unseenCharacter(text);
  if (unseen !== undefined) return `holds the character ${unseen}, which cannot be seen; remove it`;
  const [template] = /\$\{|%\{|\{\{/.exec(text) ?? [];
  if (template !== undefined) {
    return `holds a template ("${template}") that nothing expands; write the URL out`;
  }
  if (/\s/.test(text)) return 'holds a space; write %20, or remove it';
  const [odd] = /[\\"<>`]/.exec(text) ?? [];
  if (odd !== undefined)
    return `holds ${odd}, which a URL cannot hold; percent-encode or remove it`;
  const [encoded] = /%(?:[01][0-9a-f]|7f)/i.exec(text) ?? [];
  if (encoded !== undefined) return `holds ${encoded}, a control character; remove it`;
  return undefined;
}

/** What is wrong with the scheme or the host. */
function addressFlaw(text: string): string | undefined {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(text) ?? [];
  if (scheme === undefined) return `is no absolute URL: found ${shown(text)}, ${WANTED}`;
  if (scheme.toLowerCase() !== 'https') return schemeFlaw(scheme.toLowerCase());
  const [, authority] = /^https:\/\/([^/?#]*)/i.exec(text) ?? [];
  const host = authority?.slice(authority.lastIndexOf('@') + 1);
  if (host === undefined || host.replace(/:\d*$/, '') === '') {
    return `has no host: found ${shown(text)}, ${WANTED}`;
  }
  const [, port] = /:([^\]]*)$/.exec(host) ?? [];
  if (port !== undefined && !(/^\d*$/.test(port) && (port === '' || isPort(Number(port))))) {
    // What is no number may be the beginning of a password that holds a slash.
    const found = /^\d{1,6}$/.test(port) ? `found ${port}, ` : '';
    return `has no valid port: ${found}want 1 to 65535 or none`;
  }
  return URL.canParse(text) ? undefined : `has no valid host: found ${quote(host)}, ${WANTED}`;
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}

const KNOWN_SCHEMES = new Set(
  'ftp ftps sftp scp ssh git s3 gs oci docker data blob javascript'.split(' '),
);

function schemeFlaw(scheme: string): string {
  if (scheme === 'http') {
    return 'is not encrypted: found http:, want https:; labctl downloads over https only';
  }
  if (scheme === 'file') {
    return 'names a local file: found file:, want https:; use "labctl images upload" for local files';
  }
  // Any other word before a colon may be a user name.
  const found = KNOWN_SCHEMES.has(scheme) ? `found ${scheme}:, ` : '';
  return `has a scheme that labctl does not download from: ${found}want https:`;
}

function partFlaws(text: string): string[] {
  const url = new URL(text);
  const flaws: string[] = [];
  if (/^https:\/\/[^/?#]*@/i.test(text)) {
    flaws.push('holds a user or a password; the manifest is no place for secrets: remove it');
  }
  if (url.hash !== '') flaws.push('holds a fragment (#…), which is never sent; remove it');
  if (url.hostname.endsWith('.')) {
    flaws.push(`has a host that ends with a dot: found ${quote(url.hostname)}; remove the dot`);
  }
  if (isLinkLocal(url.hostname)) {
    const found = `found ${url.hostname}, want a public or a lab address`;
    flaws.push(
      `has a link-local address or one like it, at which clouds hand out a machine's credentials: ${found}`,
    );
  }
  return flaws;
}

function shown(text: string): string {
  // Without a scheme, the part before @ may still be a password.
  return URL.canParse(text) ? quote(redactUrl(text)) : quote(text.replace(/^.*@/, '***@'));
}
