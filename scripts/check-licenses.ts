/** Refuses a dependency whose licence does not let us ship it, or that names none (`npm run licenses`). */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Licences that ask for nothing but their own text, which dist/licenses.txt holds. */
const ALLOWED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);

export type LockedPackage = { readonly license?: string };

/** A sentence for each package of a lock file that may not be used. */
export function refusedLicenses(packages: Readonly<Record<string, LockedPackage>>): string[] {
  return Object.entries(packages)
    .filter(([path, { license }]) => path !== '' && !isAllowed(license ?? ''))
    .map(([path, { license }]) => {
      const name = path.replace(/^.*node_modules\//, '');
      return `${name}: ${license ?? 'names no licence'}; want one of ${[...ALLOWED].join(', ')}`;
    });
}

/** SPDX: of `A OR B` one has to be allowed, of `A AND B` both. */
function isAllowed(expression: string): boolean {
  const terms = expression.replace(/^\((.*)\)$/, '$1');
  if (terms.includes(' OR ')) return terms.split(' OR ').some(isAllowed);
  if (terms.includes(' AND ')) return terms.split(' AND ').every(isAllowed);
  return ALLOWED.has(terms);
}

/** Of package-lock.json. */
export function lockedPackages(): Readonly<Record<string, LockedPackage>> {
  const lock = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');
  return JSON.parse(lock).packages;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const refused = refusedLicenses(lockedPackages());
  for (const sentence of refused) console.error(`licenses: ${sentence}`);
  process.exitCode = refused.length === 0 ? 0 : 1;
}
