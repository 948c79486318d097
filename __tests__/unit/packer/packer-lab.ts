/** A Git checkout with a Packer template of built-in builders, and the real packer that the tests have built. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const TOOLS = join(import.meta.dirname, '../../..', '.cache', 'bin');
export const PACKER = join(TOOLS, 'packer');

/** Why a suite with Packer has to be skipped; never a reason with LABCTL_REQUIRE_TOOLS=1. */
export function missingPacker(): string | false {
  if (existsSync(PACKER) || process.env['LABCTL_REQUIRE_TOOLS'] === '1') return false;
  return 'packer is not in .cache/bin: run "npm run pretest" with Go installed';
}

/** Writes `content` to output/image.raw, as the `file` builder of Packer itself does. */
export const TEMPLATE = `
variable "content" {
  type    = string
  default = "built"
}
source "file" "image" {
  content = var.content
  target  = "output/image.raw"
}
build {
  sources = ["source.file.image"]
}
`;

export type PackerLab = {
  /** Of the checkout. */
  readonly root: string;
  write(path: string, content: string): Promise<void>;
  close(): Promise<void>;
};

/** A checkout with TEMPLATE in `vyos/`. */
export async function openPackerLab(): Promise<PackerLab> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'labctl-packer-')));
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  execFileSync('git', ['init', '-q', root]);
  await write('vyos/image.pkr.hcl', TEMPLATE);
  await write('vyos/.gitignore', 'ignored.txt\n');
  return { root, write, close: () => rm(root, { recursive: true, force: true }) };
}
