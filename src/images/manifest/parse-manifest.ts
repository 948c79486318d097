/** The text of a manifest → its images, or everything that is wrong with it. */
import { readFile, stat } from 'node:fs/promises';
import { asLabctlError, type Finding, LabctlError } from '../../base/errors.ts';
import { errorAt, hasErrors, inOrder } from '../../base/findings.ts';
import { readYamlDocument } from '../../yaml/document.ts';
import { MAX_MANIFEST_BYTES, TOO_LARGE } from '../../yaml/file-text.ts';
import { itemsOf, type MapTree } from '../../yaml/tree.ts';
import type { Manifest } from './image.ts';
import { imageTrees } from './image-trees.ts';
import { lintManifest } from './lint/lint.ts';
import { checkSchema, withoutRepeats } from './schema-findings.ts';
import { toManifest } from './to-manifest.ts';

export const MAX_IMAGES = 1000;

/** `manifest` is there only when no finding is an error; findings are in the order of the file. */
export type ParsedManifest = {
  readonly manifest: Manifest | undefined;
  readonly findings: readonly Finding[];
};

/** Never throws for anything that a text can hold; `file` is the name that findings carry. */
export function parseManifest(text: string | Buffer, file: string): ParsedManifest {
  const { root, findings } = readYamlDocument(text, file);
  if (root === undefined) return refused(findings);

  const tooMany = findTooMany(root);
  if (tooMany !== undefined) return refused([...findings, tooMany]);

  const rules = [...findings, ...lintManifest(root)];
  const schema = checkSchema(root);
  const all = inOrder([...rules, ...withoutRepeats(schema.findings, rules)]);
  if (schema.manifest === undefined || hasErrors(all)) return refused(all);
  return { manifest: toManifest(schema.manifest, imageTrees(root)), findings: all };
}

function refused(findings: readonly Finding[]): ParsedManifest {
  return { manifest: undefined, findings: inOrder(findings) };
}

/** Looked at first, because nobody wants a finding for each image of a list that is too long. */
function findTooMany(root: MapTree): Finding | undefined {
  const images = itemsOf(root, 'spec', 'images');
  const first = images[MAX_IMAGES];
  if (first === undefined) return undefined;
  const found = `found ${images.length}, want ${MAX_IMAGES} at most`;
  return errorAt(
    first.place,
    `spec.images has too many images: ${found}; split the manifest, each with its own metadata.name`,
  );
}

/**
 * Reads and parses the manifest at `path`; findings carry `file`. Throws NOT_FOUND where there is none,
 * MANIFEST_INVALID where there is something else than a file, FILE_FAILED where it cannot be read.
 */
export async function loadManifest(path: string, file = path): Promise<ParsedManifest> {
  try {
    // Looked at before it is opened: opening a pipe waits for its other end, and a device has no end.
    const stats = await stat(path);
    if (!stats.isFile()) throw notAFile(file, stats.isDirectory());
    if (stats.size > MAX_MANIFEST_BYTES) {
      return refused([errorAt({ file, line: 1, column: 1 }, TOO_LARGE)]);
    }
    return parseManifest(await readFile(path), file);
  } catch (thrown) {
    throw describeFailure(thrown, file);
  }
}

function notAFile(file: string, isFolder: boolean): LabctlError {
  const kind = isFolder ? 'a folder' : 'no ordinary file';
  const message = `the manifest ${file} is ${kind}; name the file with --manifest`;
  return new LabctlError('MANIFEST_INVALID', message);
}

function describeFailure(thrown: unknown, file: string): LabctlError {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const message = `there is no manifest at ${file}; name another file with --manifest`;
    return new LabctlError('NOT_FOUND', message, { cause: thrown });
  }
  return asLabctlError(thrown, 'FILE_FAILED', `the manifest ${file} cannot be read`);
}
