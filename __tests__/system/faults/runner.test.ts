import { testRows } from './fault-row.ts';
import { RUNNER_ROWS } from './runner-rows.ts';

testRows(RUNNER_ROWS);
