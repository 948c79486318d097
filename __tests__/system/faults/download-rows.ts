/** Servers and networks that fail while an image is downloaded. */
import { BROKEN_DOWNLOAD_ROWS } from './broken-download-rows.ts';
import { CHANGED_DOWNLOAD_ROWS } from './changed-download-rows.ts';
import { CONNECTION_ROWS } from './connection-rows.ts';
import type { FaultRow } from './fault-row.ts';
import { MIRROR_ROWS } from './mirror-rows.ts';
import { REDIRECT_ROWS } from './redirect-rows.ts';
import { REFUSED_DOWNLOAD_ROWS } from './refused-download-rows.ts';
import { RESUMED_DOWNLOAD_ROWS } from './resumed-download-rows.ts';

export const DOWNLOAD_ROWS: readonly FaultRow[] = [
  ...BROKEN_DOWNLOAD_ROWS,
  ...REDIRECT_ROWS,
  ...RESUMED_DOWNLOAD_ROWS,
  ...REFUSED_DOWNLOAD_ROWS,
  ...CHANGED_DOWNLOAD_ROWS,
  ...CONNECTION_ROWS,
  ...MIRROR_ROWS,
].sort((a, b) => a.row - b.row);
