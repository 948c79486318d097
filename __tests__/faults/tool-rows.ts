/** Programs that labctl starts misbehave. */
import type { FaultRow } from './fault-row.ts';

export const TOOL_ROWS: readonly FaultRow[] = [];
