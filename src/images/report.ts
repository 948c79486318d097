/** What may be answered: the result of each verb. */

import { ERROR_CODES, type Finding, LabctlError } from '../base/errors.ts';
import { redactUrls } from '../base/redact.ts';
import type { UrlProbe } from '../http/probe.ts';

export type { Finding } from '../base/errors.ts';

/** What the plan says of one image of the manifest (or the catalog of one entry). */
export type State = 'missing' | 'changed' | 'damaged' | 'repairable' | 'forced' | 'current';

/** What became of one image. */
export type Outcome =
  | 'uploaded'
  /** From another place in the bucket, without a download. */
  | 'copied'
  | 'repaired'
  | 'skipped'
  | 'planned'
  | 'failed'
  | 'cancelled';

/** What became of one image of a sync, or of an upload. */
export type ImageResult = {
  readonly name: string;
  readonly destination: string;
  readonly state: State;
  /** Why the plan says so, in a few words; empty for `current`. */
  readonly reason: string;
  readonly outcome: Outcome;
  /** Checksum of the published object. */
  readonly checksum: string | undefined;
  /** Size of the published object where it is known, in bytes. */
  readonly bytes: number | undefined;
  readonly seconds: number;
  /** Destination that the image was copied from, or would be. */
  readonly copyFrom?: string;
  readonly error?: LabctlError;
};

/** Images that one job of a matrix is to work on. */
export type Shard = {
  /** Counted from 1. */
  readonly shard: number;
  /** Names, the largest image first; images of the same content are never divided. */
  readonly images: readonly string[];
  /** What is expected to be fetched for them, in bytes; estimated where a size is not known. */
  readonly bytes: number;
};

/** What became of the files that `updateFile` names. */
export type UpdateReport = {
  /** Paths of the files that get other content. */
  readonly files: readonly string[];
  readonly changes: readonly {
    readonly image: string;
    readonly path: string;
    readonly line: number;
    readonly old: string;
    readonly new: string;
  }[];
  readonly failures: readonly { readonly image: string; readonly error: LabctlError }[];
  /** Absent where the files were edited in place, or what is open was left as it is. */
  readonly pullRequest?: {
    readonly state: string;
    readonly number: number | undefined;
    readonly url: string | undefined;
  };
  /** Why the edits could not be written or proposed. */
  readonly error?: LabctlError;
};

export type SyncReport = {
  readonly verb: 'sync';
  readonly dryRun: boolean;
  readonly images: readonly ImageResult[];
  /** What a dry run found to do, dealt out to at most as many groups as were asked for, the largest first. */
  readonly shards?: readonly Shard[];
  /** In a dry run what would become of them; absent where files are left alone. */
  readonly update?: UpdateReport;
};

export type UrlCheck = UrlProbe & { readonly image: string; readonly url: string };

export type ValidateReport = {
  readonly verb: 'validate';
  readonly manifest: string;
  readonly imageCount: number;
  readonly findings: readonly Finding[];
  /** Empty when the checks were left out. */
  readonly urls: readonly UrlCheck[];
};

export type ListedImage = {
  readonly name: string;
  readonly destination: string;
  readonly size: number | undefined;
  readonly checksum: string | undefined;
  /** ISO 8601. */
  readonly uploadedAt: string | undefined;
  /** `damaged`: object and metadata disagree. `unknown`: nothing tells what the bytes must be. */
  readonly state: 'ok' | 'damaged' | 'unknown';
  readonly reason: string;
  readonly managedBy: string | undefined;
};

export type ListReport = {
  readonly verb: 'list';
  readonly store: string;
  /** What all destinations begin with; empty for the whole bucket. */
  readonly prefix: string;
  readonly images: readonly ListedImage[];
};

export type PrunedImage = {
  readonly name: string;
  readonly destination: string;
  readonly size: number | undefined;
  readonly outcome: 'planned' | 'deleted' | 'failed';
  readonly error?: LabctlError;
};

export type PruneReport = {
  readonly verb: 'prune';
  readonly dryRun: boolean;
  readonly images: readonly PrunedImage[];
  /** Keys of uploads that were begun over a day ago and never finished. */
  readonly abortedUploads: readonly string[];
  /** Destinations that the manifest does not name and of which nothing says whose they are: left alone. */
  readonly unowned: readonly string[];
  /** Set when nothing was deleted because the limit was exceeded. */
  readonly refusal?: LabctlError;
  /** Why an unfinished upload could not be taken back. */
  readonly error?: LabctlError;
};

export type UploadReport = { readonly verb: 'upload'; readonly image: ImageResult };

export type DownloadReport = {
  readonly verb: 'download';
  readonly name: string;
  readonly from: string;
  readonly output: string;
  readonly checksum: string;
  readonly bytes: number;
  readonly seconds: number;
};

export type BuildReport = {
  readonly verb: 'build';
  readonly template: string;
  /** Absolute path, where one was asked for. */
  readonly artifact: string | undefined;
  readonly checksum: string | undefined;
  readonly bytes: number | undefined;
  readonly seconds: number;
};

export type Report =
  | SyncReport
  | ValidateReport
  | ListReport
  | PruneReport
  | UploadReport
  | DownloadReport
  | BuildReport;

/** Exit code of a run that ended with a report: 0 done, 1 something failed, 2 the manifest or the request is wrong. */
export function exitCodeOf(report: Report): 0 | 1 | 2 {
  switch (report.verb) {
    case 'sync':
      return failuresOf(report).length > 0 ? 1 : 0;
    case 'validate':
      if (report.findings.some((finding) => finding.severity === 'error')) return 2;
      return report.urls.some((check) => check.status === 'unreachable') ? 1 : 0;
    case 'list':
      return failuresOf(report).length > 0 ? 1 : 0;
    case 'prune':
      if (report.refusal !== undefined) return ERROR_CODES[report.refusal.code].exitCode;
      return failuresOf(report).length > 0 ? 1 : 0;
    case 'upload':
      return report.image.error === undefined ? 0 : 1;
    case 'download':
    case 'build':
      return 0;
  }
}

/** What failed in a report, each with the name it is shown under. */
export function failuresOf(report: Report): [name: string, error: LabctlError][] {
  switch (report.verb) {
    case 'sync': {
      // The edits of a plan that would fail are warnings: they keep no image from its place.
      const { failures = [], error } = (report.dryRun ? undefined : report.update) ?? {};
      return [
        ...imageFailures(report.images),
        ...failures.map((failure): [string, LabctlError] => [failure.image, failure.error]),
        ...named('updateFile', error),
      ];
    }
    case 'prune':
      return [...imageFailures(report.images), ...named('prune', report.refusal ?? report.error)];
    case 'list':
      return named('list', damageIn(report));
    default:
      return [];
  }
}

const MAX_NAMED = 10;

function damageIn({ images, store }: ListReport): LabctlError | undefined {
  const damaged = images.filter(({ state }) => state === 'damaged');
  if (damaged.length === 0) return undefined;
  const named = damaged.slice(0, MAX_NAMED).map(({ destination }) => destination);
  const more = damaged.length > named.length ? ` and ${damaged.length - named.length} more` : '';
  return new LabctlError(
    'IMAGE_DAMAGED',
    `${damaged.length} of ${images.length} images in ${store} ${damaged.length === 1 ? 'is' : 'are'} damaged: ${named.join(', ')}${more}`,
  );
}

function imageFailures(
  images: readonly { readonly name: string; readonly error?: LabctlError }[],
): [string, LabctlError][] {
  return images.flatMap(({ name, error }) => named(name, error));
}

function named(name: string, error: LabctlError | undefined): [string, LabctlError][] {
  return error === undefined ? [] : [[name, error]];
}

function plainError({ code, message, at }: LabctlError) {
  return { code, message, ...(at !== undefined && { at }) };
}

/**
 * A report, or a part of one, as plain JSON: of an error its code, its message and its place in the manifest. URLs lose
 * their secrets.
 */
export function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, part) => {
      if (typeof part === 'string') return redactUrls(part);
      return part instanceof LabctlError ? plainError(part) : part;
    }),
  );
}
