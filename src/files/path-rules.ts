/** Rules for paths inside the repository: relative, clean, the same on every system. */
import { unseenCharacter } from '../base/characters.ts';
import { error, type Problem, quote } from '../base/findings.ts';

const WANTED = 'want a path relative to the repository';

/** The folder of a Packer template; `.` is the repository itself. */
export function lintTemplateFolder(path: string): Problem[] {
  return path === '.' ? [] : asProblems(pathFlaw(path, WANTED));
}

/** The file that a Packer build leaves behind. */
export function lintArtifact(path: string): Problem[] {
  const flaw = pathFlaw(path, 'want a path relative to source.path');
  if (flaw !== undefined) return asProblems(flaw);
  const [glob] = /[*?[\]{}]/.exec(path) ?? [];
  if (glob === undefined) return [];
  return [error(`holds ${glob}: found ${quote(path)}; name one file, without wildcards`)];
}

/** The file that `updateFile` edits: never one that decides what runs here. */
export function lintEditedFile(path: string): Problem[] {
  const flaw = pathFlaw(path, WANTED);
  if (flaw !== undefined) return asProblems(flaw);
  // Upper and lower case, dots and spaces at the end, 8.3 names and NTFS streams (.git::$INDEX_ALLOCATION)
  // lead to the same folder on some systems (CVE-2014-9390, CVE-2019-1352).
  const folders = path
    .toLowerCase()
    .split('/')
    .map((part) => part.replace(/:.*$/, '').replace(/[. ]+$/, ''));
  if (folders.some((part) => part === '.git' || part === 'git~1')) {
    return [
      error(`leads into .git: found ${quote(path)}; labctl edits files of the work tree only`),
    ];
  }
  if (folders[0] === '.github' && folders[1] === 'workflows') {
    const reason = 'a pull request of a workflow may not change workflows';
    return [error(`leads into .github/workflows: found ${quote(path)}; ${reason}`)];
  }
  return [];
}

function asProblems(flaw: string | undefined): Problem[] {
  return flaw === undefined ? [] : [error(flaw)];
}

function pathFlaw(path: string, wanted: string): string | undefined {
  if (path === '') return `is empty; ${wanted}`;
  const unseen = unseenCharacter(path);
  if (unseen !== undefined) return `holds the character ${unseen}, which cannot be seen; remove it`;
  if (path.includes('\\')) return `holds a backslash: found ${quote(path)}; write /`;
  if (/^(\/|~|[a-z]:)/i.test(path)) return `is absolute: found ${quote(path)}, ${wanted}`;
  const segments = path.split('/');
  if (segments.includes('..')) return `leads outside: found ${quote(path)}, ${wanted} without ".."`;
  if (segments.includes('.')) return `holds the part ".": found ${quote(path)}; leave it out`;
  if (path.endsWith('/')) return `ends with /: found ${quote(path)}; remove it`;
  return path.includes('//') ? `holds //: found ${quote(path)}; write one /` : undefined;
}
