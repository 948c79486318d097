/** The public test files of the formats, where `npm run pretest` could have them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { needs, type Tool } from './cli.ts';

const CORPORA = join(import.meta.dirname, '../../../..', '.cache', 'corpora');

export type CorpusFile = { readonly name: string; readonly bytes: Buffer };

/** Options for a test that needs a corpus and the tool: without them it is skipped, and fails where they are required. */
export function needsCorpus(name: 'xz' | 'zstd', tool: Tool): { skip: string | false } {
  const isRequired = process.env['LABCTL_REQUIRE_TOOLS'] === '1';
  const isThere = existsSync(join(CORPORA, `${name}.version`));
  if (isThere || isRequired) return needs(tool);
  return { skip: `the ${name} corpus is not there; npm run pretest fetches it` };
}

export function corpusFiles(name: 'xz' | 'zstd', ending: string): CorpusFile[] {
  const folder = join(CORPORA, name);
  const names = readdirSync(folder).filter((file) => file.endsWith(ending));
  return names.map((file) => ({ name: file, bytes: readFileSync(join(folder, file)) }));
}

/** The files in a zip of a corpus (APPNOTE.TXT, sections 4.3.7 and 4.3.12). */
export function zipFiles(zip: Buffer): CorpusFile[] {
  const files: CorpusFile[] = [];
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameBytes = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameBytes);
    const local = zip.readUInt32LE(at + 42);
    const data = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(data, data + zip.readUInt32LE(at + 20));
    files.push({ name, bytes: zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed) });
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}
