import { testRows } from './fault-row.ts';
import { STORE_ROWS } from './store-rows.ts';

testRows(STORE_ROWS);
