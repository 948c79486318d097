/** Compressed files that are damaged, hostile or too large, and the disk and the program they need. */
import { DECODER_ROWS } from './decoder-rows.ts';
import { DISK_ROWS } from './disk-rows.ts';
import type { FaultRow } from './fault-row.ts';
import { WRITTEN_DISK_ROWS } from './written-disk-rows.ts';
import { XZ_PROGRAM_ROWS } from './xz-program-rows.ts';

export const DECODE_ROWS: readonly FaultRow[] = [
  ...DECODER_ROWS,
  ...DISK_ROWS,
  ...WRITTEN_DISK_ROWS,
  ...XZ_PROGRAM_ROWS,
].sort((a, b) => a.row - b.row);
