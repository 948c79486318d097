/** `validate`: everything that can be known to be wrong before a run, all at once. */
import pLimit from 'p-limit';
import type { Finding } from '../../base/errors.ts';
import { redactUrl } from '../../base/redact.ts';
import type { UrlProbe } from '../../http/probe.ts';
import { describeBytes } from '../../report/report-format.ts';
import type { Reporter } from '../../report/reporter.ts';
import type { Image } from '../manifest/image.ts';
import type { ParsedManifest } from '../manifest/parse-manifest.ts';
import type { UrlCheck, ValidateReport } from '../report.ts';
import { chooseImages } from './choose-images.ts';

const PARALLEL_CHECKS = 8;

type Context = {
  readonly probe: (url: string) => Promise<UrlProbe>;
  /** Whether every `updateFile` would find what it is to change. */
  readonly checkFiles: (images: readonly Image[]) => Promise<readonly Finding[]>;
  /** Templates in a Packer folder; rejects where there is no such folder. */
  readonly templatesOf: (path: string) => Promise<readonly string[]>;
  readonly reporter: Reporter;
};

/**
 * Reports the findings of a parsed manifest, of the files and templates that it names and, unless `offline`, asks the
 * server of every URL. A URL that is gone is a finding where it stands; a server that does not answer is reported, and
 * makes the run fail. Throws INPUT_INVALID for a name that a manifest without errors does not have.
 */
export async function validate(
  parsed: ParsedManifest,
  options: { manifest: string; images: readonly string[] | undefined; offline: boolean },
  context: Context,
): Promise<ValidateReport> {
  const images = parsed.manifest === undefined ? [] : chooseImages(parsed.manifest, options.images);
  const here = [...(await context.checkFiles(images)), ...(await checkTemplates(images, context))];
  const limit = pLimit(PARALLEL_CHECKS);
  const urls = options.offline
    ? []
    : await Promise.all(images.map((image) => limit(() => checkUrl(image, context))));
  const checks = urls.flat();
  return {
    verb: 'validate',
    manifest: options.manifest,
    imageCount: images.length,
    findings: [
      ...parsed.findings,
      ...here,
      ...checks.flatMap(({ image, check }) => findingOf(image, check)),
    ],
    urls: checks.map(({ check }) => check),
  };
}

async function checkTemplates(images: readonly Image[], context: Context): Promise<Finding[]> {
  const findings = images.map(async ({ name, source, place, fields }): Promise<Finding[]> => {
    if (source.type !== 'packer') return [];
    const templates = await context.templatesOf(source.path).catch(() => undefined);
    if (templates !== undefined && templates.length > 0) return [];
    const found = templates === undefined ? 'no such folder' : 'no template in it';
    const message = `${name}: source.path is wrong: found ${found} at ${source.path}, want a folder with *.pkr.hcl`;
    return [{ severity: 'error', place: fields?.['source.path'] ?? place, message }];
  });
  return (await Promise.all(findings)).flat();
}

type Checked = { readonly image: Image; readonly check: UrlCheck };

async function checkUrl(image: Image, context: Context): Promise<Checked[]> {
  if (image.source.type !== 'http') return [];
  const task = context.reporter.begin(image.name);
  task.phase('checking');
  const probe = await context.probe(image.source.url);
  task.end(
    `${probe.status}: ${probe.detail}, ${describeBytes(probe.size)}, ${probe.contentType ?? 'no content type'}`,
    probe.status === 'gone' || probe.status === 'unreachable',
  );
  return [{ image, check: { image: image.name, url: redactUrl(image.source.url), ...probe } }];
}

function findingOf(image: Image, check: UrlCheck): Finding[] {
  const place = image.fields?.['source.url'] ?? image.place;
  switch (check.status) {
    case 'gone':
      return [
        {
          severity: 'error',
          place,
          message: `${image.name}: ${check.url} is gone: ${check.detail}`,
        },
      ];
    case 'unknown':
      return [
        {
          severity: 'warning',
          place,
          message: `${image.name}: ${check.url} could not be checked: ${check.detail}`,
        },
      ];
    default:
      return [];
  }
}
