import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { extractProgram } from '../../../../src/tools/fetch/zip.ts';
import { failsWith } from '../../http/loopback.ts';
import { needs, output } from '../../stream/decode/cli.ts';
import { type ZipEntry, zipOf } from './zip-writer.ts';

describe('taking a program out of a zip', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labctl-zip-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function extract(zip: Buffer): Promise<string> {
    await writeFile(join(folder, 'a.zip'), zip);
    await extractProgram(join(folder, 'a.zip'), 'packer', join(folder, 'out'));
    return readFile(join(folder, 'out'), 'utf8');
  }

  const program: ZipEntry = { name: 'packer', content: 'the program '.repeat(10_000) };
  const licence: ZipEntry = { name: 'LICENSE.txt', content: 'BUSL' };

  it('gives its bytes, not executable, and writes nothing of the rest', async () => {
    const others = [
      licence,
      { name: '../evil', content: 'x' },
      { name: '/tmp/packer', content: 'x' },
    ];
    assert.equal(await extract(zipOf(...others, program)), program.content);
    assert.deepEqual((await readdir(folder)).sort(), ['a.zip', 'out']);
    assert.equal((await stat(join(folder, 'out'))).mode & 0o777, 0o600);
  });

  it('gives the bytes of one that is not compressed', async () => {
    assert.equal(await extract(zipOf({ name: 'packer', content: 'x', method: 0 })), 'x');
  });

  it('reads what the zip program writes', needs('zip'), async () => {
    await writeFile(join(folder, 'packer'), program.content);
    await writeFile(join(folder, 'LICENSE.txt'), licence.content);
    const names = [join(folder, 'LICENSE.txt'), join(folder, 'packer')];
    output('zip', ['-q', '-j', join(folder, 'made.zip'), ...names], '');
    assert.equal(await extract(await readFile(join(folder, 'made.zip'))), program.content);
  });

  for (const [what, zip] of [
    ['no such program', zipOf(licence)],
    ['two of that name', zipOf(program, program)],
    ['one in a folder', zipOf({ ...program, name: 'bin/packer' })],
    ['an encrypted one', zipOf({ ...program, flags: 1 })],
    ['another packing', zipOf({ ...program, method: 12 })],
    ['more bytes than it names', zipOf({ ...program, bytes: 100 })],
    ['fewer bytes than it names', zipOf({ ...program, bytes: 1_000_000 })],
    ['a bomb’s size', zipOf({ ...program, bytes: 0xfffffff0 })],
    ['its beginning alone', zipOf(licence, program).subarray(0, 100)],
    ['its end alone', zipOf(program).subarray(200)],
    ['nothing', Buffer.alloc(0)],
    ['a page of a captive portal', Buffer.from('<html>please log in</html>')],
  ] as const) {
    it(`refuses a zip with ${what}`, async () => {
      await assert.rejects(extract(zip), failsWith('CHECKSUM_MISMATCH', 'the zip of packer'));
    });
  }

  it('refuses a zip of which any byte of its structure is another one, or gives the same bytes', async () => {
    const small = zipOf({ name: 'packer', content: 'the program' });
    for (let at = 0; at < small.length; at += 1) {
      const changed = Buffer.from(small);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      await extract(changed).then(
        () => undefined,
        (error) => assert.ok(failsWith('CHECKSUM_MISMATCH')(error)),
      );
    }
  });
});
