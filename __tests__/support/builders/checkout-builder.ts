/** Checkouts in temporary folders, and images that edit their files. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Checkout } from '../../../src/checkout/checkout-path.ts';
import { writeEdits } from '../../../src/checkout/edits-write.ts';
import type { Image, Replacement } from '../../../src/images/manifest/image.ts';
import { computeEdits, type Edits } from '../../../src/images/update-file/edits.ts';
import { aGit } from './git-builder.ts';
import { anImage } from './image-builder.ts';

export type TestCheckout = Checkout & {
  path(...parts: string[]): string;
  write(path: string, content: string | Buffer, mode?: number): Promise<void>;
  read(path: string): Promise<Buffer>;
  git(...args: string[]): string;
  /** Computes the edits of the images and writes them. */
  edit(...images: Image[]): Promise<Edits>;
};

/** A folder with these files, removed after the test. It is no Git repository before `git('init')`. */
export async function aCheckout(
  test: TestContext,
  files: Readonly<Record<string, string | Buffer>> = {},
): Promise<TestCheckout> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'labctl-edits-')));
  test.after(() => rm(root, { recursive: true, force: true }));
  const checkout: TestCheckout = {
    root,
    manifest: 'images/images.yaml',
    askGit: aGit(),
    path: (...parts) => join(root, ...parts),
    async write(path, content, mode = 0o644) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
      await chmod(join(root, path), mode);
    },
    read: (path) => readFile(join(root, path)),
    git: (...args) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
        cwd: root,
        encoding: 'utf8',
        stdio: 'pipe',
      }),
    async edit(...images) {
      const edits = await computeEdits(images, checkout);
      await writeEdits(edits.files, checkout);
      return edits;
    },
  };
  for (const [path, content] of Object.entries(files)) await checkout.write(path, content);
  return checkout;
}

/** An image that sets `key = "…"` in the file to a value, by default its URL. */
export function setting(
  name: string,
  { path = 'a.hcl', key = 'url', value = '{{ .Source.URL }}', all = false } = {},
): Image {
  const quoted = String.raw`${key}\s*=\s*"[^"]*"`;
  return editing(name, path, [{ pattern: quoted, value: `${key} = "${value}"`, all }]);
}

/** An image with these replacements in one file. */
export function editing(name: string, path: string, replacements: readonly Replacement[]): Image {
  return anImage(name, name, { updateFile: { path, replacements } });
}

/** The image with another URL. */
export function withUrl(image: Image, url: string): Image {
  if (image.source.type !== 'http') throw new TypeError('an image without URL');
  return { ...image, source: { ...image.source, url } };
}

/** The failures as `image: message`. */
export function failuresOf({ failures }: Edits): string[] {
  return failures.map(({ image, error }) => `${image}: ${error.code} ${error.message}`);
}
