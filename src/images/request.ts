/** What is asked: the typed request of each verb, read from what a face hands over. */
import { LabctlError } from '../base/errors.ts';
import { printable } from '../base/redact.ts';
import { isExpression, type Option } from '../request/option.ts';
import { type Asked, readerFor } from '../request/option-reader.ts';
import { isGiven, refuseIdleOptions } from './idle-options.ts';
import { OPTIONS, type OptionName, optionNamed } from './options/options.ts';
import { VERBS, type Verb } from './options/verbs.ts';

/** Where images are kept, and how its credentials are opened. */
export type StoreRequest = {
  readonly store: string | undefined;
  readonly credentials: string | undefined;
  readonly sopsAgeKey: string | undefined;
  readonly sopsAgeKeyFile: string | undefined;
  readonly sopsVersion: string | undefined;
};

/** What is said of the pull request that carries edited files. */
export type PullRequestRequest = {
  /** Without one, files are edited in place. */
  readonly token: string | undefined;
  readonly branch: string;
  readonly base: string | undefined;
  readonly title: string;
  readonly body: string | undefined;
  readonly labels: readonly string[];
  readonly statusContext: string;
};

export type SyncRequest = StoreRequest & {
  readonly verb: 'sync';
  readonly manifest: string;
  readonly updateFiles: boolean;
  readonly pullRequest: PullRequestRequest;
  /** Whether the Action writes a summary of its job. */
  readonly summary: boolean;
  readonly packerVersion: string | undefined;
  /** Names of variables of the environment. */
  readonly packerEnv: readonly string[];
  /** Only these, or all where undefined. */
  readonly images: readonly string[] | undefined;
  readonly dryRun: boolean;
  /** Most groups that a dry run deals the work out to; `undefined`: as many as there can be. */
  readonly shards: number | undefined;
  readonly force: boolean;
  /** Whether images are downloaded or built that are not in place. */
  readonly transfer: boolean;
  readonly concurrency: number;
  /** For one image; 0: as many as help. */
  readonly connections: number;
  /** Bytes. */
  readonly maxDecodedBytes: number;
  readonly tempDir: string | undefined;
  readonly maxParts: number;
};
export type ValidateRequest = {
  readonly verb: 'validate';
  readonly manifest: string;
  readonly images: readonly string[] | undefined;
  readonly offline: boolean;
};
export type ListRequest = StoreRequest & {
  readonly verb: 'list';
  readonly prefix: string;
};
export type PruneRequest = StoreRequest & {
  readonly verb: 'prune';
  readonly manifest: string;
  readonly dryRun: boolean;
  readonly maxDelete: number;
  readonly includeUploads: boolean;
};
export type UploadRequest = StoreRequest & {
  readonly verb: 'upload';
  readonly source: string;
  readonly destination: string;
  readonly checksum: string | undefined;
  readonly name: string | undefined;
  readonly force: boolean;
  readonly maxParts: number;
};
export type DownloadRequest = StoreRequest & {
  readonly verb: 'download';
  readonly manifest: string;
  readonly name: string;
  readonly from: 'bucket' | 'manifest';
  readonly output: string | undefined;
  readonly force: boolean;
  readonly connections: number;
  readonly maxDecodedBytes: number;
  readonly tempDir: string | undefined;
};
export type BuildRequest = {
  readonly verb: 'build';
  readonly packerVersion: string | undefined;
  /** Names of variables of the environment. */
  readonly packerEnv: readonly string[];
  readonly template: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly artifact: string | undefined;
};
export type Request =
  | SyncRequest
  | ValidateRequest
  | ListRequest
  | PruneRequest
  | UploadRequest
  | DownloadRequest
  | BuildRequest;

/**
 * The typed request for a verb. Throws INPUT_INVALID naming the option, the value found and the values allowed,
 * also for an option that the verb does not have, or that would do nothing beside the others.
 */
export function readRequest(verb: Verb, asked: Asked<OptionName>): Request {
  refuseForeignOptions(verb, asked);
  refuseIdleOptions(verb, asked);
  const read = readerFor(asked, { verb, optionNamed });
  switch (verb) {
    case 'sync':
      return {
        verb,
        manifest: read.text('manifest'),
        ...readStore(read),
        updateFiles: !read.flag('no-update-files'),
        pullRequest: {
          token: read.optionalText('token'),
          branch: read.text('branch'),
          base: read.optionalText('base'),
          title: read.text('title'),
          body: read.optionalText('body'),
          labels: read.names('labels') ?? [],
          statusContext: read.text('status-context'),
        },
        summary: !read.flag('no-summary'),
        packerVersion: read.optionalText('packer-version'),
        packerEnv: read.names('packer-env') ?? [],
        images: read.names('images'),
        dryRun: read.flag('dry-run'),
        shards: read.optionalText('shards') === undefined ? undefined : read.count('shards'),
        force: read.flag('force'),
        transfer: !read.flag('no-transfer'),
        concurrency: read.count('concurrency'),
        connections: read.count('connections'),
        maxDecodedBytes: read.size('max-decoded-size'),
        tempDir: read.optionalText('temp-dir'),
        maxParts: read.count('max-parts'),
      };
    case 'validate':
      return {
        verb,
        manifest: read.text('manifest'),
        images: read.names('images'),
        offline: read.flag('offline'),
      };
    case 'list':
      return { verb, ...readStore(read), prefix: read.destinationPrefix('prefix') };
    case 'prune':
      return {
        verb,
        manifest: read.text('manifest'),
        ...readStore(read),
        dryRun: read.flag('dry-run'),
        maxDelete: read.count('max-delete'),
        includeUploads: read.flag('include-uploads'),
      };
    case 'upload':
      return {
        verb,
        ...readStore(read),
        source: read.text('source'),
        destination: read.text('destination'),
        checksum: read.optionalText('checksum'),
        name: read.optionalText('name'),
        force: read.flag('force'),
        maxParts: read.count('max-parts'),
      };
    case 'download':
      return {
        verb,
        manifest: read.text('manifest'),
        ...readStore(read),
        name: read.text('name'),
        from: read.choice('from') === 'manifest' ? 'manifest' : 'bucket',
        output: read.optionalText('output'),
        force: read.flag('force'),
        connections: read.count('connections'),
        maxDecodedBytes: read.size('max-decoded-size'),
        tempDir: read.optionalText('temp-dir'),
      };
    case 'build':
      return {
        verb,
        packerVersion: read.optionalText('packer-version'),
        packerEnv: read.names('packer-env') ?? [],
        template: read.text('template'),
        variables: read.pairs('var'),
        artifact: read.optionalText('artifact'),
      };
  }
}

type Reader = ReturnType<typeof readerFor<OptionName>>;

function readStore(read: Reader): StoreRequest {
  return {
    store: read.optionalText('store'),
    credentials: read.optionalText('credentials'),
    sopsAgeKey: read.optionalText('sops-age-key'),
    sopsAgeKeyFile: read.optionalText('sops-age-key-file'),
    sopsVersion: read.optionalText('sops-version'),
  };
}

/** The Action shows every input to every mode, so one that the mode ignores is a mistake worth naming. */
function refuseForeignOptions(verb: Verb, asked: Asked<OptionName>): void {
  for (const option of OPTIONS as readonly Option[]) {
    // An expression of the runner has a value in every mode.
    if (option.verbs.includes(verb) || isExpression(option.default)) continue;
    if (!isGiven(option.name as OptionName, asked)) continue;
    throw new LabctlError(
      'INPUT_INVALID',
      `${asked.label(option.name as OptionName)} does not apply to ${verb}; it belongs to ${option.verbs.join(', ')}`,
    );
  }
}

/** Parses a verb. Throws INPUT_INVALID with the verbs there are. */
export function readVerb(text: string, label: string): Verb {
  const verb = VERBS.find((candidate) => candidate === text);
  if (verb !== undefined) return verb;
  throw new LabctlError(
    'INPUT_INVALID',
    `${label} is wrong: found "${printable(text)}", want ${VERBS.join(', ')}`,
  );
}
