/** All rows of the table of faults, in their order. */
import { DECODE_ROWS } from './decode-rows.ts';
import { DOWNLOAD_ROWS } from './download-rows.ts';
import type { FaultRow } from './fault-row.ts';
import { GITHUB_ROWS } from './github-rows.ts';
import { RUNNER_ROWS } from './runner-rows.ts';
import { STORE_ROWS } from './store-rows.ts';
import { TOOL_ROWS } from './tool-rows.ts';

/** The tables, by the heading that the documentation gives them. */
export const FAULT_TABLES: Readonly<Record<string, readonly FaultRow[]>> = {
  Downloads: DOWNLOAD_ROWS,
  'Decompression and disk': DECODE_ROWS,
  'The bucket': STORE_ROWS,
  Tools: TOOL_ROWS,
  'GitHub and edited files': [...GITHUB_ROWS, ...RUNNER_ROWS],
};

export const ALL_ROWS: readonly FaultRow[] = Object.values(FAULT_TABLES).flat();
