import { DECODE_ROWS } from './decode-rows.ts';
import { testRows } from './fault-row.ts';

testRows(DECODE_ROWS);
