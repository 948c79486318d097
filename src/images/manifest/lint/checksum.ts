/** Rules for checksums: sha256:<64 hex digits> or sha512:<128 hex digits>. */
import { createHash } from 'node:crypto';
import { codeOf } from '../../../base/characters.ts';
import { error, type Problem, quote, warning } from '../../../base/findings.ts';
import { nearest } from '../../../base/suggest.ts';
import {
  ALGORITHMS,
  type Algorithm,
  algorithmOf,
  parseChecksum,
} from '../../../stream/hash/checksum.ts';

const WANTED = 'want sha256:<64 hex digits> or sha512:<128 hex digits>';
const HEX_LENGTH: Readonly<Record<Algorithm, number>> = { sha256: 64, sha512: 128 };

/** Errors for a text that is no checksum, warnings for one that hardly is an image's. */
export function lintChecksum(text: string): Problem[] {
  const checksum = parseChecksum(text);
  if (checksum === undefined) return [error(flawOf(text))];
  const algorithm = algorithmOf(checksum);
  const hex = checksum.slice(algorithm.length + 1);
  if (/^0+$/.test(hex)) {
    return [
      warning('is all zeros, which no file has; put in the checksum that the vendor publishes'),
    ];
  }
  if (hex === createHash(algorithm).digest('hex')) {
    return [warning('is that of an empty file; the download it was made from has probably failed')];
  }
  return [];
}

/** YAML reads a checksum of digits alone (or digits, one e, digits) as a number, and loses most of it. */
export function lintNumericChecksum(source: string): Problem[] {
  return [
    error(`is a number to YAML: found ${quote(source)}, ${WANTED}; put the algorithm in front`),
  ];
}

function flawOf(text: string): string {
  if (text === '') return `is empty; ${WANTED}`;
  if (/\s/.test(text)) return `holds a space or a line break: found ${quote(text)}, ${WANTED}`;
  const [, prefix, rest] = /^([^:]*):(.*)$/.exec(text) ?? [];
  if (prefix === undefined || rest === undefined) return unprefixedFlaw(text);
  if (prefix === 'sha256' || prefix === 'sha512') return hexFlaw(prefix, rest);
  if (isAlgorithm(prefix.toLowerCase())) {
    return `has its algorithm in capitals: found ${quote(`${prefix}:`)}, want "${prefix.toLowerCase()}:"`;
  }
  if (/^(md[245]|sha-?1|crc32)$/i.test(prefix)) {
    return `has a broken algorithm: found ${quote(`${prefix}:`)}, ${WANTED}`;
  }
  const meant = nearest(prefix, ALGORITHMS);
  const hint = meant === undefined ? '' : `; did you mean "${meant}:"?`;
  return `has an algorithm that labctl does not know: found ${quote(`${prefix}:`)}, ${WANTED}${hint}`;
}

function unprefixedFlaw(text: string): string {
  const algorithm = ALGORITHMS.find((name) => text.length === HEX_LENGTH[name]);
  if (algorithm !== undefined && /^[0-9a-f]+$/i.test(text)) {
    return `does not name its algorithm: found ${text.length} hex digits; write ${algorithm}:${text}`;
  }
  return `does not name its algorithm: found ${quote(text)}, ${WANTED}`;
}

function hexFlaw(algorithm: Algorithm, hex: string): string {
  if (hex.includes('...') || hex.includes('…') || /^[<[]/.test(hex)) {
    const remedy = 'put in the checksum that the vendor publishes';
    return `is a placeholder: found ${quote(`${algorithm}:${hex}`)}; ${remedy}`;
  }
  const [odd] = /[^0-9a-f]/iu.exec(hex) ?? [];
  if (odd !== undefined) {
    const character = /[!-~]/.test(odd) ? `"${odd}"` : codeOf(odd);
    return `holds a character that is no hex digit: found ${character}, want 0-9 and a-f`;
  }
  const wanted = HEX_LENGTH[algorithm];
  const other = ALGORITHMS.find((name) => hex.length === HEX_LENGTH[name]);
  const hint = other === undefined ? '' : `; is it ${other}?`;
  return `has the wrong length for ${algorithm}: found ${hex.length} hex digits, want ${wanted}${hint}`;
}

function isAlgorithm(text: string): text is Algorithm {
  return ALGORITHMS.some((algorithm) => algorithm === text);
}
