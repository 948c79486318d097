/** Generated images and their compressed forms, kept under `.cache/bench` by seed and size. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CACHE } from '../scripts/go-tool.ts';
import { imageContent } from './image-content.ts';
import { findProgram } from './peer-tools.ts';

/** To be changed with `image-content.ts` and with the commands below: what is cached is then made anew. */
const GENERATION = 'g1';
const SEED = 20_260_101;

export const COMPRESSIONS = ['xz', 'zstd', 'gzip'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

/** As publishers do it, but at a low level: it is the decoding that is measured. Blocks are those of `xz -T0 -6`. */
export const COMPRESS: Readonly<Record<Compression, readonly string[]>> = {
  xz: ['-T0', '-1', '--block-size=24MiB'],
  zstd: ['-T0', '-3'],
  gzip: ['-6'],
};

export type CachedFile = {
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
};

/** The image of this size as it is to be published. Stops with the signal, and leaves nothing half done. */
export async function rawImage(bytes: number, signal: AbortSignal): Promise<CachedFile> {
  const path = cachePath(bytes, 'raw');
  if (!existsSync(path)) {
    await writeAside(path, async (aside) => {
      const file = await open(aside, 'w');
      try {
        for (const chunk of imageContent(SEED, bytes)) {
          signal.throwIfAborted();
          await file.write(chunk);
        }
      } finally {
        await file.close();
      }
    });
  }
  return describe(path);
}

/** The same image as it is downloaded. */
export async function packedImage(
  bytes: number,
  compression: Compression,
  signal: AbortSignal,
): Promise<CachedFile> {
  const raw = await rawImage(bytes, signal);
  const path = cachePath(bytes, compression);
  if (!existsSync(path)) {
    await writeAside(path, async (aside) => {
      const output = await open(aside, 'w');
      const program = findProgram(compression) ?? compression;
      const child = spawn(program, [...COMPRESS[compression], '-c', raw.path], {
        stdio: ['ignore', output.fd, 'inherit'],
        signal,
      });
      const [status] = await once(child, 'exit').finally(() => output.close());
      if (status !== 0) throw new Error(`${compression} ended with exit code ${status}`);
    });
  }
  return describe(path);
}

/** SHA-256 of the file repeated so many times, without a copy of it. */
export async function repeatedSha256(file: CachedFile, times: number): Promise<string> {
  return times === 1 ? file.sha256 : hashFile(file.path, times);
}

function cachePath(bytes: number, kind: string): string {
  return join(CACHE, 'bench', `${GENERATION}-${SEED}-${bytes}.${kind}`);
}

/** A run that is broken off leaves no half file under the name that the next one looks for. */
async function writeAside(path: string, write: (aside: string) => Promise<void>): Promise<void> {
  await mkdir(join(CACHE, 'bench'), { recursive: true });
  const aside = `${path}.${process.pid}.part`;
  try {
    await write(aside);
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
}

async function describe(path: string): Promise<CachedFile> {
  const { size } = await stat(path);
  const sumPath = `${path}.sha256`;
  if (!existsSync(sumPath)) {
    const sha256 = await hashFile(path, 1);
    await writeAside(sumPath, (aside) => writeFile(aside, sha256));
  }
  return { path, bytes: size, sha256: await readFile(sumPath, 'utf8') };
}

async function hashFile(path: string, times: number): Promise<string> {
  const hash = createHash('sha256');
  for (let time = 0; time < times; time += 1) {
    const chunks = createReadStream(path, { highWaterMark: 2 ** 20 });
    for await (const chunk of chunks) hash.update(chunk);
  }
  return hash.digest('hex');
}
