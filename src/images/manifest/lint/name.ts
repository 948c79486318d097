/** Rules for names, of images and of the manifest: they go into logs, metadata, outputs and pull requests. */
import { codeOf } from '../../../base/characters.ts';
import { error, type Problem, quote } from '../../../base/findings.ts';

const MAX_NAME = 128;
const WANTED = 'want letters, digits, dots, underscores and hyphens, a letter or a digit first';

export function lintName(name: string): Problem[] {
  const flaw = flawOf(name);
  return flaw === undefined ? [] : [error(flaw)];
}

function flawOf(name: string): string | undefined {
  if (name === '') return `is empty; ${WANTED}`;
  if (name.length > MAX_NAME) {
    return `is too long: found ${name.length} characters, want ${MAX_NAME} at most; shorten it`;
  }
  const [odd] = /[^A-Za-z0-9._-]/u.exec(name) ?? [];
  if (odd !== undefined) {
    return `holds a character that names cannot hold: found ${show(odd)} in ${quote(name)}, ${WANTED}`;
  }
  if (!/^[A-Za-z0-9]/.test(name))
    return `begins with "${name[0]}": found ${quote(name)}, ${WANTED}`;
  if (name.includes('..')) return `holds "..": found ${quote(name)}; write single dots`;
  return undefined;
}

function show(character: string): string {
  if (character === ' ') return 'a space';
  return /[!-~]/.test(character) ? `"${character}"` : codeOf(character);
}
