/** Images whose `updateFile` names a line of a file in the checkout. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultLab } from './fault-lab.ts';

export const FILE = 'vars.hcl';
export const OLD = 'name = "vyos"\niso = "old"\nlast = true\n';

type Edit = {
  /** Of the image. */
  readonly content: string;
  /** FILE unless told. */
  readonly path?: string;
  readonly pattern?: string;
};

/** Offers the images and puts `updateFile` into the manifest: the pattern's place is to name the checksum. */
export async function editing(lab: FaultLab, edits: Readonly<Record<string, Edit>>): Promise<void> {
  for (const [name, { content }] of Object.entries(edits)) {
    await lab.offer(name, Buffer.from(content));
  }
  const manifestPath = join(lab.folder, 'images.yaml');
  const manifest = JSON.parse(await readFile(manifestPath, 'utf8'));
  for (const image of manifest.spec.images) {
    const { path = FILE, pattern = 'iso = "[^"]*"' } = edits[image.name] ?? {};
    const replacement = { pattern, value: 'iso = "{{ .Source.Checksum }}"' };
    image.updateFile = { path, replacements: [replacement] };
  }
  await writeFile(manifestPath, JSON.stringify(manifest));
}
