/** What the images of one run share, and the work on one of them. */

import type { Clock } from '../../base/clock.ts';
import type { Builder } from '../../packer/builder.ts';
import type { Reporter, Task } from '../../report/reporter.ts';
import type { Store } from '../../store/store.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { FindElsewhere } from '../catalog/elsewhere.ts';
import type { Image } from '../manifest/image.ts';
import type { TransferContext } from './transfer.ts';

/** What the images of one run share. */
export type Run = TransferContext & {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly findElsewhere: FindElsewhere;
  readonly builder: Builder;
  /** `metadata.managedBy` of what this run publishes. */
  readonly owner: string;
  readonly force: boolean;
  /** Whether images are downloaded or built that are not in place. */
  readonly transfer: boolean;
  readonly dryRun: boolean;
  readonly reporter: Reporter;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

export type Work = {
  readonly image: Image;
  readonly fingerprint: string | undefined;
  readonly run: Run;
  readonly task: Task;
};
