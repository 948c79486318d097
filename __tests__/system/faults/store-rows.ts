/** The bucket misbehaves, is shared, or is not the bucket that was meant. */
import type { FaultRow } from './fault-row.ts';
import { ENDPOINT_ROWS } from './store-endpoint-rows.ts';
import { EVIDENCE_ROWS } from './store-evidence-rows.ts';
import { LISTING_ROWS } from './store-listing-rows.ts';
import { MANNERS_ROWS } from './store-manners-rows.ts';
import { METADATA_ROWS } from './store-metadata-rows.ts';
import { PRUNE_ROWS } from './store-prune-rows.ts';
import { PUBLISH_ROWS } from './store-publish-rows.ts';
import { READ_ROWS } from './store-read-rows.ts';
import { REFUSAL_ROWS } from './store-refusal-rows.ts';
import { SHARED_ROWS } from './store-shared-rows.ts';
import { SILENCE_ROWS } from './store-silence-rows.ts';
import { SIZE_ROWS } from './store-size-rows.ts';
import { STOP_ROWS } from './store-stop-rows.ts';
import { UPLOAD_ROWS } from './store-upload-rows.ts';
import { VENDOR_ROWS } from './store-vendor-rows.ts';

export const STORE_ROWS: readonly FaultRow[] = [
  ...UPLOAD_ROWS,
  ...PUBLISH_ROWS,
  ...REFUSAL_ROWS,
  ...SILENCE_ROWS,
  ...METADATA_ROWS,
  ...STOP_ROWS,
  ...SHARED_ROWS,
  ...LISTING_ROWS,
  ...VENDOR_ROWS,
  ...PRUNE_ROWS,
  ...SIZE_ROWS,
  ...EVIDENCE_ROWS,
  ...READ_ROWS,
  ...ENDPOINT_ROWS,
  ...MANNERS_ROWS,
];
