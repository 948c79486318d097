/** The steps of a sync, for those who want to stand between two of them: the tests, which end the process there. */

/** What has just been done; those of the whole run come first and last. */
export type Step =
  | 'catalog-read'
  | 'planned'
  /** Compressed files alone: all of it is here, with the right checksum, and nothing was decoded. */
  | 'downloaded'
  /** All bytes are at the store and none is visible. */
  | 'verified'
  | 'metadata-removed'
  | 'published'
  | 'metadata-written'
  | 'index-written'
  | 'files-updated';

/** Told of each step, with the image's name where it is one of an image; the run goes on when it resolves. */
export type OnStep = (step: Step, image?: string) => Promise<void>;
