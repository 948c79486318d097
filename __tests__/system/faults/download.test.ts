import { DOWNLOAD_ROWS } from './download-rows.ts';
import { testRows } from './fault-row.ts';

testRows(DOWNLOAD_ROWS);
