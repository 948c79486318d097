/** Programs by their name: in the absolute folders of a PATH, outside of the checkout. */
import { constants } from 'node:fs';
import { access, lstat, realpath, stat } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** The programs called `name`, in the order of PATH. Relative entries (and empty ones, which mean the working folder) are left out. */
export async function programsOn(path: string | undefined, name: string): Promise<string[]> {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const programs = absoluteFolders(path).map((folder) => join(folder, file));
  const areThere = await Promise.all(programs.map(isProgram));
  return programs.filter((_, index) => areThere[index]);
}

/** PATH without relative entries, which name another folder wherever a program goes. */
export function absolutePath(path: string | undefined): string {
  return absoluteFolders(path).join(delimiter);
}

export type SearchPlaces = {
  readonly path: string | undefined;
  /** Where labctl was started: in the checkout, if there is one. */
  readonly cwd: string;
  /** Of the user. */
  readonly home: string;
};

/**
 * PATH without relative entries, and without folders of the checkout, whose files anybody's pull request can bring:
 * `npx` and tools like direnv put such folders there by their absolute path.
 */
export async function pathOutsideCheckout({ path, cwd, home }: SearchPlaces): Promise<string> {
  const checkout = await checkoutAround(cwd, home);
  const folders = absoluteFolders(path);
  if (checkout === undefined) return folders.join(delimiter);
  const real = await Promise.all(folders.map(realOr));
  const isOutside = (folder: string, index: number): boolean =>
    !isWithin(folder, checkout) && !isWithin(real[index] ?? folder, checkout);
  return folders.filter(isOutside).join(delimiter);
}

/** The work tree that `cwd` lies in, else `cwd`. A folder that holds the user's home (`/` of a container) is not one. */
async function checkoutAround(cwd: string, home: string): Promise<string | undefined> {
  const start = await realOr(cwd);
  const realHome = await realOr(home);
  const candidates = [start];
  for (let folder = start; ; folder = dirname(folder)) {
    if (await isThere(join(folder, '.git'))) candidates.unshift(folder);
    if (dirname(folder) === folder) break;
  }
  return candidates.find((folder) => !isWithin(realHome, folder));
}

function absoluteFolders(path: string | undefined): string[] {
  return [...new Set((path ?? '').split(delimiter))].filter(isAbsolute);
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, resolve(path));
  return !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}

async function realOr(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
