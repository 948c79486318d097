/** What the Action answers to the steps after it: one table of outputs, and their values for a report. */
import {
  type ImageResult,
  plain,
  type Report,
  type Shard,
  type UpdateReport,
} from '../images/report.ts';

/** Every output; action.yml and docs/reference.md are held equal to this. */
export const OUTPUTS = {
  images: 'JSON, one entry an image: name, destination, state, outcome, checksum, bytes, seconds',
  images_complete:
    '`false` if GitHub’s limit of 1 MB left out entries or fields of `images`, else `true`',
  uploaded: 'how many images were published, copies inside the bucket included',
  skipped: 'how many images were in place already',
  failed: 'how many images failed',
  artifact: 'path of the file that a build has made',
  checksum: 'checksum of that file',
  files_changed: '`true` where `updateFile` has changed a file, else `false`',
  changed_files: 'paths of those files, one a line',
  pull_request_number: 'number of the pull request that is open with them',
  pull_request_url: 'its address',
  matrix:
    'JSON for `strategy.matrix` with what a dry run found to do: `{"include": [{"shard": 1, "images": "a,b", "bytes": 123}, …]}`',
  shards: 'how many jobs that matrix makes; `0`: nothing to do, and a matrix that GitHub refuses',
} as const;

export type OutputName = keyof typeof OUTPUTS;

/** The outputs that a report sets; the others stay unset. */
export function outputsOf(report: Report): Partial<Record<OutputName, string>> {
  switch (report.verb) {
    case 'sync':
      return {
        ...countOutcomes(report.images),
        images: imagesJson(report),
        ...updateOutputs(report.dryRun ? undefined : report.update),
        ...(report.shards !== undefined && matrixOutputs(report.shards)),
      };
    case 'upload':
      return { ...countOutcomes([report.image]), images: imagesJson({ images: [report.image] }) };
    case 'list':
      return { images: imagesJson(report) };
    case 'prune':
      return {
        images: imagesJson(report),
        failed: String(report.images.filter((image) => image.outcome === 'failed').length),
      };
    case 'build':
      return {
        ...(report.artifact !== undefined && { artifact: report.artifact }),
        ...(report.checksum !== undefined && { checksum: report.checksum }),
      };
    case 'validate':
    case 'download':
      return {};
  }
}

function updateOutputs(update: UpdateReport | undefined): Partial<Record<OutputName, string>> {
  const { files = [], pullRequest } = update ?? {};
  return {
    files_changed: String(files.length > 0),
    changed_files: files.join('\n'),
    ...(pullRequest?.number !== undefined && { pull_request_number: String(pullRequest.number) }),
    ...(pullRequest?.url !== undefined && { pull_request_url: pullRequest.url }),
  };
}

function countOutcomes(images: readonly ImageResult[]): Partial<Record<OutputName, string>> {
  const count = (...outcomes: ImageResult['outcome'][]): string =>
    String(images.filter((image) => outcomes.includes(image.outcome)).length);
  return {
    uploaded: count('uploaded', 'copied'),
    skipped: count('skipped', 'repaired'),
    failed: count('failed', 'cancelled'),
  };
}

function matrixOutputs(shards: readonly Shard[]): Partial<Record<OutputName, string>> {
  const include = shards.map((shard) => ({ ...shard, images: shard.images.join(',') }));
  return { matrix: JSON.stringify({ include }), shards: String(shards.length) };
}

function imagesJson(report: { readonly images: readonly unknown[] }): string {
  return JSON.stringify(plain(report.images));
}
