/** The verbs, and what each of them does. */

export const VERBS = ['sync', 'validate', 'list', 'prune', 'upload', 'download', 'build'] as const;
export type Verb = (typeof VERBS)[number];

/** What each verb does, as its help and docs/reference.md say it. */
export const VERB_HELP: Record<Verb, string> = {
  sync: 'bring the bucket in step with the manifest: download, verify, decompress and publish images',
  validate: 'check the manifest and the URLs in it; needs no credentials and changes nothing',
  list: 'show what is in the bucket; fails if an image is damaged',
  prune: 'delete images that have left the manifest, and abort uploads that were never finished',
  upload: 'publish one local file, for example one that Packer has built',
  download: 'fetch one image, from the bucket or from its source, into a local file, and verify it',
  build: 'run packer init and packer build on one template; needs no bucket and no credentials',
};
