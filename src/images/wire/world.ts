/** What a face brings along: the machine's environment, and its ways to show progress and to keep secrets. */
import type { Clock } from '../../base/clock.ts';
import type { Agents } from '../../http/connection/agents.ts';
import type { Git } from '../../programs/git.ts';
import type { Reporter } from '../../report/reporter.ts';

export type World = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The checkout: paths of the manifest are relative to it. */
  readonly cwd: string;
  readonly reporter: Reporter;
  readonly clock: Clock;
  /** Told each secret before anything else is done with it. */
  readonly mask: (secret: string) => void;
  /** Where tools are kept between runs: the runner's own cache, or the user's folder. */
  readonly toolCache: 'runner' | 'user';
  /** Aborted with a LabctlError as its reason when the run is to stop. */
  readonly signal: AbortSignal;
};

/** The world of one run, with its connections and its programs. */
export type Wiring = World & {
  readonly agents: Agents;
  /** Where programs are looked for: the absolute folders of PATH that are not part of the checkout. */
  readonly path: string;
  readonly git: Git;
};
