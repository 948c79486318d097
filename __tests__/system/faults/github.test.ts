import { testRows } from './fault-row.ts';
import { GITHUB_ROWS } from './github-rows.ts';

testRows(GITHUB_ROWS);
