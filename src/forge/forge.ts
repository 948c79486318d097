/** The Forge port: where files are read and changes of them proposed as a pull request, and commits get a status. */
import type { TextFiles } from '../files/text-file.ts';

/** What of the base is asked for. */
export type BaseWish = {
  /** A branch; the repository's default branch unless told. */
  readonly base?: string | undefined;
  readonly paths: readonly string[];
  /** What the run was started with, to tell whether the repository has gone on from there. */
  readonly origin?: Origin | undefined;
};

/** Where the manifest of a run comes from. */
export type Origin = {
  /** The commit that is checked out. */
  readonly commit: string;
  /** The branch that the run was started for, if it was one. */
  readonly branch?: string | undefined;
  /** Path of the manifest in the repository. */
  readonly manifest: string;
};

/** The base at one commit. */
export type Base = {
  readonly name: string;
  readonly sha: string;
  /** For each path the file that the base holds there, else why it may not be edited (EDIT_FAILED). */
  readonly files: TextFiles;
  /** The branch that has gone on from the run's commit, to another manifest; `undefined` if none has. */
  readonly newer: string | undefined;
};

/** New content of a file that the base holds; its mode stays. */
export type ProposedFile = { readonly path: string; readonly content: Buffer };

/** What a pull request shall say and hold. */
export type Draft = {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly commitMessage: string;
  /** Empty: nothing differs from the base any more. */
  readonly files: readonly ProposedFile[];
};

export type Proposal = BaseWish & {
  /** Branch that belongs to labctl alone. */
  readonly branch: string;
  /**
   * What is proposed to this very base; `undefined`: what is open stays as it is. Called once more if somebody else was
   * faster, with the base as it is then.
   */
  readonly draft: (base: Base) => Promise<Draft | undefined>;
};

/**
 * - `created`, `updated`, `unchanged`: the pull request is open
 * - `closed`: nothing differs any more; the pull request was closed and its branch deleted
 * - `declined`: a person closed the pull request of exactly these changes; it stays closed
 * - `none`: nothing differs, and no pull request was open
 * - `left`: nothing was drafted; what is open stays as it is
 */
export type ProposalState =
  | 'created'
  | 'updated'
  | 'unchanged'
  | 'closed'
  | 'declined'
  | 'none'
  | 'left';

export type Proposed = {
  readonly state: ProposalState;
  readonly number?: number;
  readonly url?: string;
  /** Commit at the head of the open pull request. */
  readonly headSha?: string;
  /** What could not be done and does not stop the rest, for example a label that may not be created. */
  readonly warnings: readonly string[];
};

export type SuccessStatus = {
  readonly sha: string;
  /** Name under which the status is shown, for example `sync`. */
  readonly context: string;
  readonly description: string;
  /** Where its link leads: the run. */
  readonly targetUrl?: string | undefined;
};

export interface Forge {
  /** Reads the base and writes nothing. Fails with FORGE_REJECTED. */
  readBase(wish: BaseWish, signal: AbortSignal): Promise<Base>;
  /**
   * Brings branch and pull request to what is drafted, as one commit on the base that the draft was made for; a repeat
   * writes nothing. Fails with FORGE_REJECTED, also if somebody else has put a commit on the branch.
   */
  propose(proposal: Proposal, signal: AbortSignal): Promise<Proposed>;
  /** Gives a commit the status `success`; where it has it already nothing is written. Fails with FORGE_REJECTED. */
  setStatus(status: SuccessStatus, signal: AbortSignal): Promise<void>;
}
