/** Compressed files that are damaged, hostile or too large, and the disk and the program they need. */
import type { FaultRow } from './fault-row.ts';

export const DECODE_ROWS: readonly FaultRow[] = [];
