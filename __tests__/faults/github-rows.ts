/** GitHub, and the files that updateFile names. */
import type { FaultRow } from './fault-row.ts';

export const GITHUB_ROWS: readonly FaultRow[] = [];
