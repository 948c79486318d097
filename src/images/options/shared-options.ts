/** Options that several verbs share: the manifest, the store and its credentials, which images. */
import type { Option } from '../../request/option.ts';

/** What works on a bucket, or on a folder in its place. */
const BUCKET_VERBS = ['sync', 'list', 'prune', 'upload', 'download'] as const;

export const SHARED_OPTIONS = [
  {
    name: 'manifest',
    kind: 'text',
    placeholder: 'path',
    default: './images/images.yaml',
    verbs: ['sync', 'validate', 'prune', 'download'],
    help: 'the image manifest',
  },
  {
    name: 'store',
    kind: 'text',
    placeholder: 'folder',
    verbs: BUCKET_VERBS,
    help: 'keep the images in this folder (a path or file:// URL) instead of a bucket',
  },
  {
    name: 'credentials',
    kind: 'text',
    placeholder: 'file',
    verbs: BUCKET_VERBS,
    help: 'SOPS file with the credentials that the E2_* variables leave out: access_key, secret_key, endpoint, bucket, region',
  },
  {
    name: 'sops-age-key',
    kind: 'text',
    placeholder: 'key',
    face: 'action',
    verbs: BUCKET_VERBS,
    help: 'age key that decrypts the SOPS file; passed to sops in its environment, never written to disk',
  },
  {
    name: 'sops-age-key-file',
    kind: 'text',
    placeholder: 'file',
    verbs: BUCKET_VERBS,
    help: 'file with the age key that decrypts the SOPS file; without one, sops uses gpg-agent and your own keys',
  },
  {
    name: 'sops-version',
    kind: 'text',
    placeholder: 'version',
    verbs: BUCKET_VERBS,
    help: 'use exactly this version of sops instead of a recent one from PATH or the pinned one',
  },
  {
    name: 'images',
    kind: 'names',
    placeholder: 'a,b',
    verbs: ['sync', 'validate'],
    help: 'only these images of the manifest, by name',
  },
] as const satisfies readonly Option[];
