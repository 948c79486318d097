/** The bucket misbehaves, is shared, or is not the bucket that was meant. */
import type { FaultRow } from './fault-row.ts';

export const STORE_ROWS: readonly FaultRow[] = [];
