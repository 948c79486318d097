/** The Forge port: where changed files are proposed as a pull request, and commits are given a status. */

export type ProposedFile = {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly content: Buffer;
  readonly mode: '100644' | '100755';
};

/** What a pull request shall say and hold. */
export type Proposal = {
  /** Branch to merge into; the repository's default branch unless told. */
  readonly base?: string | undefined;
  /** Branch that belongs to labctl alone. */
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly commitMessage: string;
  /** The files that shall differ from the base, whole. Empty: nothing differs any more. */
  readonly files: readonly ProposedFile[];
};

/**
 * - `created`, `updated`, `unchanged`: the pull request is open
 * - `closed`: nothing differs any more; the pull request was closed and its branch deleted
 * - `declined`: a person closed the pull request of exactly these changes; it stays closed
 * - `none`: nothing differs, and no pull request was open
 */
export type ProposalState = 'created' | 'updated' | 'unchanged' | 'closed' | 'declined' | 'none';

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
  /**
   * Brings branch and pull request to what the proposal says; a repeat writes nothing. Fails with
   * FORGE_REJECTED, also where somebody else has put a commit on the branch.
   */
  propose(proposal: Proposal, signal: AbortSignal): Promise<Proposed>;
  /** Gives a commit the status `success`; where it has it already nothing is written. Fails with FORGE_REJECTED. */
  setStatus(status: SuccessStatus, signal: AbortSignal): Promise<void>;
}
