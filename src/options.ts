/** What may be asked: the one table of options that both faces and the README are made from. */

export const VERBS = ['sync', 'validate', 'list', 'prune', 'upload', 'download', 'build'] as const;
export type Verb = (typeof VERBS)[number];

/** What each verb does, as its help and the README say it. */
export const VERB_HELP: Record<Verb, string> = {
  sync: 'bring the bucket in step with the manifest: download, verify, decompress, publish',
  validate: 'check the manifest and the URLs in it; needs no credentials, changes nothing',
  list: 'show what is in the bucket, and whether it is whole',
  prune: 'delete from the bucket what has left the manifest, and uploads that were never finished',
  upload: 'publish one local file, for example one that Packer has built',
  download: 'fetch one image from the bucket, or from its source, into a verified local file',
  build: 'run packer init and packer build on one template; needs no store and no credentials',
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
    help: 'keep images in this folder (a path or file:// URL) instead of the bucket that the E2_* variables name',
  },
  {
    name: 'credentials',
    kind: 'text',
    placeholder: 'file',
    verbs: BUCKET_VERBS,
    help: 'SOPS file with what the E2_* variables do not give: access_key, secret_key, endpoint, bucket, region',
  },
  {
    name: 'sops-age-key',
    kind: 'text',
    placeholder: 'key',
    face: 'action',
    verbs: BUCKET_VERBS,
    help: 'the age key that opens the SOPS file; it is handed to sops in its environment and never written to disk',
  },
  {
    name: 'sops-age-key-file',
    kind: 'text',
    placeholder: 'file',
    verbs: BUCKET_VERBS,
    help: 'file with the age key that opens the SOPS file; without a key, gpg-agent and the keys of the user serve',
  },
  {
    name: 'sops-version',
    kind: 'text',
    placeholder: 'version',
    verbs: BUCKET_VERBS,
    help: 'exactly this version of sops, instead of any recent one on PATH or the pinned one',
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
    help: 'show what would be done and change nothing; sync then works without credentials too',
  },
  {
    name: 'shards',
    kind: 'count',
    placeholder: 'n',
    min: 1,
    max: MAX_MATRIX_JOBS,
    verbs: ['sync'],
    help: 'deal what a dry run finds to do out to at most this many jobs of a matrix, about equal in size, which the servers are asked for; where it is not given each image is a job, up to the 256 of GitHub; images of the same content share a job',
  },
  {
    name: 'force',
    kind: 'flag',
    verbs: ['sync', 'upload', 'download'],
    help: 'do it again even where nothing has changed; upload and download: replace what is there',
  },
  {
    name: 'concurrency',
    kind: 'count',
    placeholder: 'n',
    min: 1,
    max: 16,
    default: '3',
    verbs: ['sync'],
    help: 'how many images are worked on at once',
  },
  {
    name: 'connections',
    kind: 'count',
    placeholder: 'n',
    min: 0,
    max: 16,
    default: '0',
    verbs: ['sync', 'download'],
    help: 'connections that a large image is downloaded over from its source; 1: only one, 0: up to four where one is slow',
  },
  {
    name: 'no-transfer',
    kind: 'flag',
    verbs: ['sync'],
    help: 'move no image: one that is not in place fails; the files of those that are, and their metadata, are brought up to date',
  },
  {
    name: 'no-update-files',
    kind: 'flag',
    verbs: ['sync'],
    help: 'leave the files alone that `updateFile` of the manifest names',
  },
  {
    name: 'token',
    kind: 'text',
    placeholder: 'token',
    face: 'action',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the runner fills it in
    default: '${{ github.token }}',
    verbs: ['sync'],
    help: 'token for the pull request: GITHUB_TOKEN, a PAT or an App token; empty: files are edited in place',
  },
  {
    name: 'branch',
    kind: 'text',
    placeholder: 'branch',
    face: 'action',
    default: 'automated/image-updates',
    verbs: ['sync'],
    help: 'branch of the pull request; it belongs to labctl alone',
  },
  {
    name: 'base',
    kind: 'text',
    placeholder: 'branch',
    face: 'action',
    verbs: ['sync'],
    help: 'branch that the pull request is to be merged into, the default branch of the repository where it is not given',
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
    help: 'Markdown that stands before the table of changes in the pull request',
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
    help: 'write no summary of the job, where another job of the run writes one for all',
  },
  {
    name: 'packer-version',
    kind: 'text',
    placeholder: 'version',
    verbs: ['sync', 'build'],
    help: 'exactly this version of Packer, instead of any recent one on PATH or the pinned one',
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
    help: 'leave out the checks that ask the servers of the URLs',
  },
  {
    name: 'prefix',
    kind: 'text',
    placeholder: 'key',
    verbs: ['list'],
    help: 'only destinations that begin with this',
  },
  {
    name: 'max-delete',
    kind: 'count',
    placeholder: 'n',
    min: 0,
    max: 1_000_000,
    default: '10',
    verbs: ['prune'],
    help: 'refuse to delete anything when more images than this would go',
  },
  {
    name: 'include-uploads',
    kind: 'flag',
    verbs: ['prune'],
    help: 'also delete images that came by `upload` and that the manifest does not name',
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
    help: 'where it goes, below images/',
  },
  {
    name: 'checksum',
    kind: 'text',
    placeholder: 'sha256:…',
    verbs: ['upload'],
    help: 'refuse the file unless it has this checksum; computed where it is not given',
  },
  {
    name: 'name',
    kind: 'text',
    placeholder: 'name',
    verbs: ['upload', 'download'],
    requiredBy: ['download'],
    help: 'upload: the name to list it under (the file name of the destination where it is not given); download: name or destination of the image',
  },
  {
    name: 'from',
    kind: 'choice',
    choices: ['bucket', 'manifest'],
    default: 'bucket',
    verbs: ['download'],
    help: 'fetch the image as the bucket has it, or from the source that the manifest names (no credentials needed)',
  },
  {
    name: 'output',
    kind: 'text',
    placeholder: 'file',
    verbs: ['download'],
    help: 'where to write it; the file name of the destination, in the working folder, where it is not given',
  },
  {
    name: 'template',
    kind: 'text',
    placeholder: 'folder',
    verbs: ['build'],
    requiredBy: ['build'],
    help: 'the folder of the Packer template',
  },
  {
    name: 'var',
    kind: 'pairs',
    placeholder: 'name=value',
    verbs: ['build'],
    help: 'a variable of the template; may be given several times, in a workflow one a line',
  },
  {
    name: 'artifact',
    kind: 'text',
    placeholder: 'file',
    verbs: ['build'],
    help: 'the file that the build makes, relative to the template; its path and checksum become outputs',
  },
  {
    name: 'max-decoded-size',
    kind: 'size',
    placeholder: 'size',
    default: '64GiB',
    verbs: ['sync', 'download'],
    help: 'stop decompressing beyond this size',
  },
  {
    name: 'temp-dir',
    kind: 'text',
    placeholder: 'folder',
    verbs: ['sync', 'download'],
    help: 'where compressed files wait for their verification; the system’s temporary folder where it is not given',
  },
  {
    name: 'max-parts',
    kind: 'count',
    placeholder: 'n',
    min: 1,
    max: 10_000,
    default: '9000',
    verbs: ['sync', 'upload'],
    help: 'most parts of one multipart upload (Scaleway and Storj: 1000)',
  },
  {
    name: 'json',
    kind: 'flag',
    verbs: VERBS,
    face: 'cli',
    help: 'print one JSON document on stdout and nothing else there',
  },
  {
    name: 'debug',
    kind: 'flag',
    verbs: VERBS,
    face: 'cli',
    help: 'print the stack of an error',
  },
] as const satisfies readonly Option[];

export type OptionName = (typeof OPTIONS)[number]['name'];

/** The environment variables that labctl reads, for the README and the help. */
export const VARIABLES: readonly { readonly name: string; readonly help: string }[] = [
  {
    name: 'E2_ENDPOINT',
    help: 'endpoint of the bucket, for example `a1b2.ldn.idrivee2-12.com`, with a path if it has one',
  },
  { name: 'E2_BUCKET', help: 'name of the bucket' },
  { name: 'E2_ACCESS_KEY', help: 'access key' },
  { name: 'E2_SECRET_KEY', help: 'secret key' },
  { name: 'E2_REGION', help: 'region, `us-east-1` where it is not set' },
  {
    name: 'HTTPS_PROXY',
    help: 'proxy for all connections, `http://` or `https://`; also in lower case, and `ALL_PROXY`',
  },
  {
    name: 'NO_PROXY',
    help: 'hosts that are reached without the proxy: names (with all below them), addresses, ranges as 10.0.0.0/8',
  },
  { name: 'NODE_EXTRA_CA_CERTS', help: 'file of further certificate authorities to trust (PEM)' },
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
