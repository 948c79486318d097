import { testRows } from './fault-row.ts';
import { TOOL_ROWS } from './tool-rows.ts';

testRows(TOOL_ROWS);
