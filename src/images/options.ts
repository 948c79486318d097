/** What may be asked: the one table of options that both faces and the README are made from. */

export const VERBS = ['sync', 'validate', 'list', 'prune', 'upload', 'download', 'build'] as const;
export type Verb = (typeof VERBS)[number];

/** What each verb does, as its help and the README say it. */
export const VERB_HELP: Record<Verb, string> = {
  sync: 'bring the bucket in step with the manifest: download, verify, decompress and publish images',
  validate: 'check the manifest and the URLs in it; needs no credentials and changes nothing',
  list: 'show what is in the bucket; fails if an image is damaged',
  prune: 'delete images that have left the manifest, and abort uploads that were never finished',
  upload: 'publish one local file, for example one that Packer has built',
  download: 'fetch one image, from the bucket or from its source, into a local file, and verify it',
  build: 'run packer init and packer build on one template; needs no bucket and no credentials',
};

type Kind =
  | { readonly kind: 'flag' }
  | { readonly kind: 'text'; readonly placeholder: string }
  | { readonly kind: 'names'; readonly placeholder: string }
  | { readonly kind: 'pairs'; readonly placeholder: string }
  | { readonly kind: 'size'; readonly placeholder: string }
  | {
      readonly kind: 'count';
      readonly placeholder: string;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'choice'; readonly choices: readonly string[] };

export type Option = Kind & {
  /** `--name` on the command line, `name` as an Action input. */
  readonly name: string;
  readonly help: string;
  /** What it does for one verb alone, when that is shorter than `help`, which speaks of all of them. */
  readonly helpOf?: { readonly [verb in Verb]?: string };
  readonly verbs: readonly Verb[];
  /** What holds when the option is not given; absent where nothing does. */
  readonly default?: string;
  /** Verbs that cannot do without it. */
  readonly requiredBy?: readonly Verb[];
  /** The only face that has it: the runner has its own way, or a secret has no place on a command line. */
  readonly face?: 'cli' | 'action';
};

/** GitHub makes no more of one matrix. */
export const MAX_MATRIX_JOBS = 256;

const BUCKET_VERBS = ['sync', 'list', 'prune', 'upload', 'download'] as const;

/** Every option of both faces. */
export const OPTIONS = [
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
  {
    name: 'dry-run',
    kind: 'flag',
    verbs: ['sync', 'prune'],
    help: 'show what would be done and change nothing; sync then works without credentials, too',
    helpOf: { prune: 'show what would be deleted and delete nothing' },
  },
  {
    name: 'shards',
    kind: 'count',
    placeholder: 'n',
    min: 1,
    max: MAX_MATRIX_JOBS,
    verbs: ['sync'],
    help: 'dry run only: split the work into at most this many matrix jobs of similar size (sizes are asked of the servers); by default one job for each image, 256 at most; images with the same content share a job',
  },
  {
    name: 'force',
    kind: 'flag',
    verbs: ['sync', 'upload', 'download'],
    help: 'sync: publish again even if nothing has changed; upload and download: replace what is there',
    helpOf: {
      sync: 'publish again even if nothing has changed',
      upload: 'replace what is at the destination, whoever put it there',
      download: 'replace the output file if it exists',
    },
  },
  {
    name: 'concurrency',
    kind: 'count',
    placeholder: 'n',
    min: 1,
    max: 16,
    default: '3',
    verbs: ['sync'],
    help: 'how many images to work on at the same time',
  },
  {
    name: 'connections',
    kind: 'count',
    placeholder: 'n',
    min: 0,
    max: 16,
    default: '0',
    verbs: ['sync', 'download'],
    help: 'connections to download one large image with; 0: up to four if one is slow, 1: only one',
  },
  {
    name: 'no-transfer',
    kind: 'flag',
    verbs: ['sync'],
    help: 'transfer nothing: fail for images that are missing or outdated, and still update metadata and files for the others',
  },
  {
    name: 'no-update-files',
    kind: 'flag',
    verbs: ['sync'],
    help: 'do not edit the files that `updateFile` names in the manifest',
  },
  {
    name: 'token',
    kind: 'text',
    placeholder: 'token',
    face: 'action',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the runner fills it in
    default: '${{ github.token }}',
    verbs: ['sync'],
    help: 'token for the pull request: GITHUB_TOKEN, a personal access token or an App token; if empty, files are edited in place',
  },
  {
    name: 'branch',
    kind: 'text',
    placeholder: 'branch',
    face: 'action',
    default: 'automated/image-updates',
    verbs: ['sync'],
    help: 'branch of the pull request; only labctl may write to it',
  },
  {
    name: 'base',
    kind: 'text',
    placeholder: 'branch',
    face: 'action',
    verbs: ['sync'],
    help: 'branch to merge the pull request into; by default the default branch of the repository',
  },
  {
    name: 'title',
    kind: 'text',
    placeholder: 'text',
    face: 'action',
    default: 'chore: update source image references',
    verbs: ['sync'],
    help: 'title of the pull request and of its commit',
  },
  {
    name: 'body',
    kind: 'text',
    placeholder: 'text',
    face: 'action',
    verbs: ['sync'],
    help: 'Markdown to put above the table of changes in the pull request',
  },
  {
    name: 'labels',
    kind: 'names',
    placeholder: 'a,b',
    face: 'action',
    default: 'automated',
    verbs: ['sync'],
    help: 'labels of the pull request',
  },
  {
    name: 'status-context',
    kind: 'text',
    placeholder: 'name',
    face: 'action',
    default: 'sync',
    verbs: ['sync'],
    help: 'name of the commit status on the head of the pull request',
  },
  {
    name: 'no-summary',
    kind: 'flag',
    face: 'action',
    verbs: ['sync'],
    help: 'write no job summary, for example because another job writes one for the whole run',
  },
  {
    name: 'packer-version',
    kind: 'text',
    placeholder: 'version',
    verbs: ['sync', 'build'],
    help: 'use exactly this version of Packer instead of a recent one from PATH or the pinned one',
  },
  {
    name: 'packer-env',
    kind: 'names',
    placeholder: 'A,B',
    verbs: ['sync', 'build'],
    help: 'more variables of the environment that Packer and its provisioners get, by name; without it they get PATH, HOME, proxies and the like, PACKER_*, PKR_VAR_*, and what the template reads with env("NAME")',
  },
  {
    name: 'offline',
    kind: 'flag',
    verbs: ['validate'],
    help: 'do not ask the servers whether the URLs work',
  },
  {
    name: 'prefix',
    kind: 'text',
    placeholder: 'key',
    verbs: ['list'],
    help: 'only destinations that begin with this, for example talos/',
  },
  {
    name: 'max-delete',
    kind: 'count',
    placeholder: 'n',
    min: 0,
    max: 1_000_000,
    default: '10',
    verbs: ['prune'],
    help: 'delete nothing if more images than this would be deleted',
  },
  {
    name: 'include-uploads',
    kind: 'flag',
    verbs: ['prune'],
    help: 'also delete images that `upload` published and the manifest does not name',
  },
  {
    name: 'source',
    kind: 'text',
    placeholder: 'file',
    verbs: ['upload'],
    requiredBy: ['upload'],
    help: 'the local file to publish',
  },
  {
    name: 'destination',
    kind: 'text',
    placeholder: 'key',
    verbs: ['upload'],
    requiredBy: ['upload'],
    help: 'where to publish it, below images/',
  },
  {
    name: 'checksum',
    kind: 'text',
    placeholder: 'sha256:…',
    verbs: ['upload'],
    help: 'checksum that the file must have; without it, the sha256 is computed',
  },
  {
    name: 'name',
    kind: 'text',
    placeholder: 'name',
    verbs: ['upload', 'download'],
    requiredBy: ['download'],
    help: 'upload: name to list the image under, by default the file name of the destination; download: name or destination of the image',
    helpOf: {
      upload: 'name to list the image under, by default the file name of the destination',
      download: 'name or destination of the image',
    },
  },
  {
    name: 'from',
    kind: 'choice',
    choices: ['bucket', 'manifest'],
    default: 'bucket',
    verbs: ['download'],
    help: 'where to fetch it from: the bucket, or the source that the manifest names (needs no credentials)',
  },
  {
    name: 'output',
    kind: 'text',
    placeholder: 'file',
    verbs: ['download'],
    help: 'file to write; by default the file name of the destination, in the current folder',
  },
  {
    name: 'template',
    kind: 'text',
    placeholder: 'folder',
    verbs: ['build'],
    requiredBy: ['build'],
    help: 'folder of the Packer template',
  },
  {
    name: 'var',
    kind: 'pairs',
    placeholder: 'name=value',
    verbs: ['build'],
    help: 'variable of the template; repeat the option for more, or write one a line in a workflow',
  },
  {
    name: 'artifact',
    kind: 'text',
    placeholder: 'file',
    verbs: ['build'],
    help: 'file that the build makes, relative to the template; its path and checksum become outputs',
  },
  {
    name: 'max-decoded-size',
    kind: 'size',
    placeholder: 'size',
    default: '64GiB',
    verbs: ['sync', 'download'],
    help: 'stop if the decompressed image is larger than this',
  },
  {
    name: 'temp-dir',
    kind: 'text',
    placeholder: 'folder',
    verbs: ['sync', 'download'],
    help: 'folder for compressed files until they are verified; by default the temporary folder of the system',
  },
  {
    name: 'max-parts',
    kind: 'count',
    placeholder: 'n',
    min: 1,
    max: 10_000,
    default: '9000',
    verbs: ['sync', 'upload'],
    help: 'at most this many parts in one multipart upload (Scaleway and Storj allow 1000)',
  },
  {
    name: 'json',
    kind: 'flag',
    verbs: VERBS,
    face: 'cli',
    help: 'print one JSON document on stdout, and nothing else there',
  },
  {
    name: 'debug',
    kind: 'flag',
    verbs: VERBS,
    face: 'cli',
    help: 'print the stack trace of an error',
  },
] as const satisfies readonly Option[];

export type OptionName = (typeof OPTIONS)[number]['name'];

/** The environment variables that labctl reads, for the README and the help. */
export const VARIABLES: readonly { readonly name: string; readonly help: string }[] = [
  {
    name: 'E2_ENDPOINT',
    help: 'S3 endpoint, for example `a1b2.ldn.idrivee2-12.com`, with a path if it has one',
  },
  { name: 'E2_BUCKET', help: 'name of the bucket' },
  { name: 'E2_ACCESS_KEY', help: 'access key' },
  { name: 'E2_SECRET_KEY', help: 'secret key' },
  { name: 'E2_REGION', help: 'region, `us-east-1` by default' },
  {
    name: 'HTTPS_PROXY',
    help: 'proxy for all connections, `http://` or `https://`; also in lower case, and `ALL_PROXY`',
  },
  {
    name: 'NO_PROXY',
    help: 'hosts to reach without the proxy: names (with everything below them), addresses, ranges such as 10.0.0.0/8',
  },
  { name: 'NODE_EXTRA_CA_CERTS', help: 'PEM file with more certificate authorities to trust' },
  { name: 'NO_COLOR', help: 'any value switches colours off' },
];

/** The options of a verb on a face, in the order of the table. */
export function optionsOf(verb: Verb, face: 'cli' | 'action'): readonly Option[] {
  return (OPTIONS as readonly Option[]).filter(
    (option) => option.verbs.includes(verb) && (option.face ?? face) === face,
  );
}

/** Whether a default is an expression that the runner fills in. */
export function isExpression(text: string | undefined): boolean {
  return text?.startsWith('${{') ?? false;
}

export function optionNamed(name: OptionName): Option {
  const option = (OPTIONS as readonly Option[]).find((candidate) => candidate.name === name);
  if (option === undefined) throw new TypeError(`no option ${name}`);
  return option;
}
