/** A pinned tool from the cache or from its vendor: what is run is the very file whose digest was right. */
import { createReadStream } from 'node:fs';
import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { asLabctlError, LabctlError } from '../../base/errors.ts';
import { digestIn, type KnownTool, type Platform } from '../known-tools.ts';
import { copyAndHash, readText } from './receive.ts';
import type { ToolCache } from './tool-cache.ts';
import { extractProgram } from './zip.ts';

export type FetchOptions = {
  readonly version: string;
  /** The SHA-256 of the vendor's file, for a version that labctl does not pin; 64 hex digits. */
  readonly sha256?: string | undefined;
  readonly platform: Platform;
  readonly cache: ToolCache;
  /** Of this run alone, so that nobody else can change the program between its check and its start. */
  readonly folder: string;
  /** The bytes behind an https URL; only called when something has to be fetched. */
  readonly download: (url: string) => Promise<Readable>;
  readonly note: (message: string) => void;
  readonly signal: AbortSignal;
  /** Instead of the vendor's. */
  readonly baseUrl?: string | undefined;
};

type Fetched = { readonly program: string; readonly origin: 'cache' | 'download' };

/** The program, in `folder`. Throws UNSUPPORTED, CHECKSUM_MISMATCH, FILE_FAILED and what `download` throws. */
export async function fetchTool(tool: KnownTool, options: FetchOptions): Promise<Fetched> {
  const { version, platform, cache, signal } = options;
  const vendorPlatform = tool.platforms[platform];
  if (vendorPlatform === undefined) {
    throw new LabctlError(
      'UNSUPPORTED',
      `there is no ${tool.name} on PATH that can be used, and labctl fetches none for ${platform}: install ${tool.name} ${tool.oldest} or newer`,
    );
  }
  const files = tool.files(version, vendorPlatform);
  const digest = await expectedDigest(tool, files, options);
  const folder = await mkdtemp(join(options.folder, `${tool.name}-`));
  const archive = join(folder, 'archive');
  const entry = { tool: tool.name, version, platform, file: basename(files.archive) };

  const origin = await obtain();
  const program = join(folder, tool.name);
  if (tool.isZip) await extractProgram(archive, tool.name, program);
  else await rename(archive, program);
  await chmod(program, 0o700);
  if (tool.isZip) await rm(archive);
  return { program, origin };

  async function obtain(): Promise<Fetched['origin']> {
    const cached = await cache.find(entry);
    if (cached !== undefined) {
      // Any job of a self-hosted runner can write to its cache.
      if ((await copyAndHash(createReadStream(cached), archive, signal)) === digest) return 'cache';
      options.note(
        `the ${tool.name} ${version} in the cache has been changed: it is fetched again`,
      );
    }
    const url = `${options.baseUrl ?? tool.baseUrl}/${files.archive}`;
    const found = await copyAndHash(await options.download(url), archive, signal);
    if (found !== digest) throw mismatch(entry.file, found, digest);
    await keep(archive);
    return 'download';
  }

  /** A cache that cannot be written costs the next run a download, and this one nothing. */
  async function keep(file: string): Promise<void> {
    try {
      await cache.keep(entry, file);
    } catch (error) {
      const { message } = asLabctlError(error, 'FILE_FAILED', 'the cache of tools cannot be used');
      options.note(message);
    }
  }
}

async function expectedDigest(
  tool: KnownTool,
  { archive, checksums }: { readonly archive: string; readonly checksums: string },
  options: FetchOptions,
): Promise<string> {
  const { version, sha256, platform, baseUrl = tool.baseUrl } = options;
  if (sha256) return readDigest(tool.name, sha256);
  const pinned = version === tool.version ? tool.sha256[platform] : undefined;
  if (pinned !== undefined) return pinned;
  options.note(
    `labctl pins no digest of ${tool.name} ${version} for ${platform}: it is checked against ${basename(checksums)} from the same server`,
  );
  const text = await readText(await options.download(`${baseUrl}/${checksums}`));
  const digest = digestIn(text, basename(archive));
  if (digest !== undefined) return digest;
  throw new LabctlError(
    'CHECKSUM_MISMATCH',
    `${tool.name} ${version} is not used: ${basename(checksums)} names no digest of ${basename(archive)}`,
  );
}

function readDigest(name: string, text: string): string {
  const digest = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(text)?.[1]?.toLowerCase();
  if (digest !== undefined) return digest;
  throw new LabctlError('INPUT_INVALID', `the sha256 of ${name} is wrong: want 64 hex digits`);
}

function mismatch(file: string, found: string, want: string): LabctlError {
  return new LabctlError(
    'CHECKSUM_MISMATCH',
    `${file} is not used, its SHA-256 is wrong: found ${found}, want ${want}; nothing was made executable`,
  );
}
