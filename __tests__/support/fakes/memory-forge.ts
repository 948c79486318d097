/** A forge in memory, for the tests of those who propose. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { LabctlError } from '../../../src/base/errors.ts';
import { refusal, requireText, type TextFile } from '../../../src/files/text-file.ts';
import type {
  Base,
  BaseWish,
  Forge,
  Proposal,
  Proposed,
  SuccessStatus,
} from '../../../src/forge/forge.ts';

export type MemoryPull = {
  readonly number: number;
  readonly branch: string;
  base: string;
  title: string;
  body: string;
  labels: string[];
  state: 'open' | 'closed';
  merged: boolean;
  headSha: string;
  /** What was proposed at last. */
  files: string;
  closedBy?: 'labctl' | 'person';
};

type Files = ReadonlyMap<string, { readonly content: Buffer; readonly mode: string }>;
type Branch = { sha: string; files: Files; base: string; foreign?: string };

export interface MemoryForge extends Forge {
  readonly pulls: readonly MemoryPull[];
  readonly statuses: readonly SuccessStatus[];
  /** How often something was written. */
  writes(): number;
  files(branch: string): Files | undefined;
  /** Somebody puts a commit on a branch. */
  commit(branch: string, files: Readonly<Record<string, string>>): void;
  closeByHand(number: number): void;
  mergeByHand(number: number): void;
  deleteBranch(branch: string): void;
  /** The next call fails like this. */
  failNext(error: LabctlError): void;
  /** Just before the next draft is written, this happens, and the draft is made anew. */
  raceNext(what: () => void): void;
  /** `main` has gone on from this commit of a run, to another manifest. */
  overtake(commit: string): void;
}

export function createMemoryForge(): MemoryForge {
  const branches = new Map<string, Branch>([
    ['main', { sha: '0'.repeat(40), files: new Map(), base: '' }],
  ]);
  const pulls: MemoryPull[] = [];
  const statuses: SuccessStatus[] = [];
  let writes = 0;
  const overtaken = new Set<string>();
  let nextError: LabctlError | undefined;
  let nextRace: (() => void) | undefined;

  function begin(signal: AbortSignal): void {
    signal.throwIfAborted();
    const error = nextError;
    nextError = undefined;
    if (error !== undefined) throw error;
  }

  function readBase({ base: name = 'main', paths, origin }: BaseWish): Base {
    const base = branches.get(name);
    if (base === undefined) throw new LabctlError('FORGE_REJECTED', `no branch ${name}`);
    const files = paths.map((path) => [path, readFile(base.files, path)] as const);
    const newer = overtaken.has(origin?.commit ?? '') ? name : undefined;
    return { name, sha: base.sha, files: new Map(files), newer };
  }

  async function propose(proposal: Proposal): Promise<Proposed> {
    const draft = await proposal.draft(readBase(proposal));
    const race = nextRace;
    nextRace = undefined;
    if (race !== undefined) {
      race();
      return propose(proposal);
    }
    if (draft === undefined) return { state: 'left', warnings: [] };
    const { base: baseName = 'main', branch: name } = proposal;
    const base = branches.get(baseName);
    if (base === undefined) throw new LabctlError('FORGE_REJECTED', `no branch ${baseName}`);
    const drafted = draft.files.map(({ path, content }) => {
      const { mode } = base.files.get(path) ?? assert.fail(`${path} is not a file of the base`);
      return [path, { path, content, mode }] as const;
    });
    const wanted = new Map([...base.files, ...drafted]);
    const before = branches.get(name);
    const pull = pulls.findLast((one) => one.branch === name && one.state === 'open');
    if (digest(wanted) === digest(base.files)) return withdraw(name, before, pull);
    const files = digest(new Map(drafted));
    const last = pulls.findLast((one) => one.branch === name);
    if (pull === undefined && last?.closedBy === 'person' && last.files === files) {
      return { state: 'declined', number: last.number, url: urlOf(last), warnings: [] };
    }
    const isRight =
      before?.base === base.sha && digest(before.files) === digest(wanted) && before !== base;
    if (!isRight) refuseForeign(name, before);
    const sha = isRight ? before.sha : digest(wanted, base.sha);
    if (!isRight) branches.set(name, { sha, files: wanted, base: base.sha });
    const { title, body } = draft;
    const labels = [...new Set([...(pull?.labels ?? []), ...draft.labels])];
    const text = { base: baseName, title, body, labels, headSha: sha, files };
    if (pull === undefined) {
      const number = pulls.length + 1;
      pulls.push({ number, branch: name, state: 'open', merged: false, ...text });
      writes += 1;
      return { state: 'created', number, url: urlOf({ number }), headSha: sha, warnings: [] };
    }
    const isSame = JSON.stringify({ ...pull, ...text }) === JSON.stringify(pull);
    Object.assign(pull, text);
    if (!isSame) writes += 1;
    const state = isSame ? 'unchanged' : 'updated';
    return { state, number: pull.number, url: urlOf(pull), headSha: sha, warnings: [] };
  }

  function withdraw(name: string, before: Branch | undefined, pull: MemoryPull | undefined) {
    if (before === undefined || pull === undefined) return { state: 'none', warnings: [] } as const;
    refuseForeign(name, before);
    Object.assign(pull, { state: 'closed', closedBy: 'labctl' });
    branches.delete(name);
    writes += 1;
    return { state: 'closed', number: pull.number, url: urlOf(pull), warnings: [] } as const;
  }

  const end = (number: number, how: Partial<MemoryPull>) =>
    Object.assign(pulls[number - 1] ?? {}, { state: 'closed', ...how });

  return {
    pulls,
    statuses,
    writes: () => writes,
    files: (branch) => branches.get(branch)?.files,
    async readBase(wish, signal) {
      begin(signal);
      return readBase(wish);
    },
    async propose(proposal, signal) {
      begin(signal);
      return propose(proposal);
    },
    async setStatus(status, signal) {
      begin(signal);
      const { sha, context } = status;
      if (statuses.some((one) => one.sha === sha && one.context === context)) return;
      statuses.push(status);
      writes += 1;
    },
    commit(name, content) {
      const before = branches.get(name) ?? branches.get('main');
      const added = Object.entries(content).map(
        ([path, text]) => [path, { content: Buffer.from(text), mode: '100644' }] as const,
      );
      const files = new Map([...(before?.files ?? []), ...added]);
      const sha = digest(files, before?.sha);
      branches.set(name, { sha, files, base: before?.base ?? '', foreign: 'Jane Doe' });
    },
    closeByHand: (number) => void end(number, { closedBy: 'person' }),
    mergeByHand(number) {
      const pull = pulls[number - 1];
      const merged = branches.get(pull?.branch ?? '');
      if (pull === undefined || merged === undefined) return;
      branches.set(pull.base, { ...merged, sha: digest(merged.files, merged.sha) });
      end(number, { merged: true });
    },
    deleteBranch(name) {
      branches.delete(name);
      const pull = pulls.find((one) => one.branch === name && one.state === 'open');
      if (pull !== undefined) end(pull.number, { closedBy: 'person' });
    },
    failNext(error) {
      nextError = error;
    },
    raceNext(what) {
      nextRace = what;
    },
    overtake(commit) {
      overtaken.add(commit);
    },
  };
}

function readFile(files: Files, path: string): TextFile | LabctlError {
  const file = files.get(path);
  if (file === undefined) return refusal(path, 'there is no such file in main');
  try {
    requireText(path, file.content);
    return { path, content: file.content };
  } catch (error) {
    return error instanceof LabctlError ? error : assert.fail(String(error));
  }
}

function refuseForeign(name: string, branch: Branch | undefined): void {
  if (branch?.foreign === undefined) return;
  throw new LabctlError(
    'FORGE_REJECTED',
    `somebody has put a commit on ${name}: ${branch.foreign}`,
  );
}

function digest(files: Files, salt = ''): string {
  const hash = createHash('sha1').update(salt);
  for (const [path, { content, mode }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${path}\0${mode}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function urlOf({ number }: { number: number }): string {
  return `https://forge.test/pull/${number}`;
}
