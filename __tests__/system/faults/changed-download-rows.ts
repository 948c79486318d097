/** Servers that send another file than the one that was asked for. */
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { bufferContent, generatedContent } from '../../support/servers/content.ts';
import { type Fault, redirectTo } from '../../support/servers/origin-fault.ts';
import { sha256 } from '../e2e/lab.ts';
import type { FaultLab } from './fault-lab.ts';
import type { FaultRow } from './fault-row.ts';
import { brokeOffAt, expectFailures, expectSuccess } from './fault-run.ts';
import { AS_GZIP, IMAGE, OTHER_IMAGE, PACKED } from './images.ts';

const SENT = 1_000_000;

export const CHANGED_DOWNLOAD_ROWS: readonly FaultRow[] = [
  {
    row: 13,
    fault: 'The server names a Content-Encoding',
    labctl: 'Asks for none, and hashes the bytes exactly as they are served.',
    cases: {
      async 'a file that is named gzip is hashed as it is, and not decoded on the way'(lab) {
        await lab.offer('talos', PACKED, AS_GZIP);
        const headers = { 'content-encoding': 'gzip' };
        lab.origin.script('/talos.iso', { headers, times: Infinity });
        expectSuccess(await lab.sync());
        assert.equal(lab.origin.requests[0]?.headers['accept-encoding'], 'identity');
        await lab.expectPublished('talos');
      },
      async 'a file that the server packs although nobody asked is refused'(lab) {
        await lab.offer('talos', IMAGE);
        const packed = gzipSync(IMAGE);
        const headers = { 'content-encoding': 'gzip' };
        lab.origin.script('/talos.iso', { headers, body: packed, times: Infinity });
        const says = [`got ${sha256(packed)}`, `want ${sha256(IMAGE)}`];
        expectFailures(await lab.sync(), { talos: { code: 'CHECKSUM_MISMATCH', says } });
        await lab.expectNothingLeft();
      },
      async 'an encoding of the HEAD alone tells nothing about the size'(lab) {
        await lab.offer('talos', IMAGE);
        const headers = { 'content-encoding': 'gzip', 'content-length': 20 };
        lab.origin.script('/talos.iso', { headers, method: 'HEAD', times: Infinity });
        const [check] = await checkUrls(lab);
        assert.deepEqual([check?.status, check?.size], ['ok', undefined]);
        expectSuccess(await lab.sync());
        await lab.expectPublished('talos');
      },
    },
  },
  {
    row: 14,
    fault: 'The bytes do not have the checksum of the manifest',
    labctl:
      'Fails with both checksums, publishes nothing; asks once more only if the download had been resumed.',
    needs: ['s3'],
    cases: {
      async 'nothing of it reaches the bucket, and the temporary file is gone'(lab) {
        const { proxy } = await lab.useBucket();
        await lab.offer('plain', IMAGE, { checksum: sha256('other') });
        await lab.offer('packed', PACKED, { ...AS_GZIP, checksum: sha256('other') });
        const both = (bytes: Buffer) => ({
          code: 'CHECKSUM_MISMATCH',
          says: [`got ${sha256(bytes)}`, `want ${sha256('other')}`, `${bytes.length} announced`],
        });
        const run = await lab.sync();
        expectFailures(run, { plain: both(IMAGE), packed: both(PACKED) });
        assert.equal(lab.origin.requests.length, 2);
        const written = proxy.requests.filter(({ method, key }) => method === 'PUT' && key !== '');
        assert.deepEqual(
          written.map(({ key }) => key).filter((key) => key !== 'metadata/index.json'),
          [],
        );
        await lab.expectNothingLeft();
      },
      async 'what was in place stays in place'(lab) {
        await lab.offer('talos', IMAGE);
        expectSuccess(await lab.sync());
        const wanted = sha256('the next release');
        await lab.offer('talos', OTHER_IMAGE, { checksum: wanted });
        expectFailures(await lab.sync(), { talos: { code: 'CHECKSUM_MISMATCH', says: [wanted] } });
        await lab.offer('talos', IMAGE);
        await lab.expectPublished('talos');
        expectSuccess(await lab.sync(), 'skipped');
      },
      async 'after a resumed download there is one more try, from the first byte'(lab) {
        await lab.offer('talos', IMAGE, { checksum: sha256('other') });
        lab.origin.script('/talos.iso', { closeAfterBytes: SENT });
        const run = await lab.sync();
        expectFailures(run, { talos: { code: 'CHECKSUM_MISMATCH' } });
        assert.deepEqual(
          lab.origin.requests.map(({ range }) => range),
          [undefined, `bytes=${brokeOffAt(run, SENT)}-`, undefined],
        );
        await lab.expectNothingLeft();
      },
      async 'that try mends a download whose pieces did not belong together'(lab) {
        await lab.offer('talos', IMAGE);
        lab.origin.serve('/talos.iso', { content: bufferContent(IMAGE), etag: '"a lie"' });
        const body = OTHER_IMAGE.subarray(0, SENT);
        const headers = { 'content-length': IMAGE.length, etag: '"a lie"' };
        lab.origin.script('/talos.iso', { body, headers, closeAfterBytes: SENT });
        const run = await lab.sync();
        expectSuccess(run);
        assert.match(run.log, /checksum mismatch.*starting again from the first byte/);
        await lab.expectPublished('talos');
      },
    },
  },
  {
    row: 15,
    fault: 'The file changes at its server between validate and sync, or between two tries',
    labctl:
      'Takes the checksum of the manifest as the truth; pieces of two files are never joined.',
    cases: {
      async 'a file that has changed since validate is refused'(lab) {
        await lab.offer('talos', IMAGE);
        assert.deepEqual(
          (await checkUrls(lab)).map(({ status }) => status),
          ['ok'],
        );
        lab.origin.serve('/talos.iso', OTHER_IMAGE);
        const says = [`got ${sha256(OTHER_IMAGE)}`, `want ${sha256(IMAGE)}`];
        expectFailures(await lab.sync(), { talos: { code: 'CHECKSUM_MISMATCH', says } });
        await lab.expectNothingLeft();
      },
      async 'a file that changes amid the download is read from its first byte'(lab) {
        await lab.offer('talos', IMAGE);
        const old = { body: OTHER_IMAGE, headers: { etag: '"old"' } };
        lab.origin.script('/talos.iso', { ...old, closeAfterBytes: SENT });
        const run = await lab.sync();
        expectSuccess(run);
        assert.match(run.log, /the file has changed.*starting again from the first byte/);
        await lab.expectPublished('talos');
      },
      async 'a file that changes before its first byte came is read with its new length'(lab) {
        await lab.offer('talos', IMAGE);
        const body = OTHER_IMAGE.subarray(0, SENT);
        lab.origin.script('/talos.iso', { body, headers: { etag: '"old"' }, closeAfterBytes: 0 });
        const run = await lab.sync();
        expectSuccess(run);
        assert.match(run.log, /the file now has 3000000 bytes/);
        await lab.expectPublished('talos');
      },
    },
  },
  {
    row: 17,
    fault: 'The server refuses HEAD, but serves GET',
    labctl: 'Asks for one byte with GET before validate calls a URL unreachable.',
    cases: {
      async 'validate passes, and reads one byte'(lab) {
        const statuses = [400, 401, 403, 404, 405, 501];
        for (const status of statuses) {
          await lab.offer(`image-${status}`, IMAGE);
          lab.origin.script(`/image-${status}.iso`, { status, method: 'HEAD', body: '' });
        }
        const checks = await checkUrls(lab);
        assert.deepEqual(
          checks.map(({ status, size }) => [status, size]),
          statuses.map(() => ['ok', IMAGE.length]),
        );
        const gets = lab.origin.requests.filter(({ method }) => method === 'GET');
        assert.deepEqual(
          gets.map(({ range }) => range),
          statuses.map(() => 'bytes=0-0'),
        );
        await lab.expectNothingLeft();
      },
      async 'a file that GET does not find either is called gone'(lab) {
        await lab.offer('talos', IMAGE);
        lab.origin.script('/talos.iso', { status: 404, body: '', times: Infinity });
        const [check] = await checkUrls(lab);
        assert.equal(check?.status, 'gone');
        assert.match(check?.detail ?? '', /HEAD: 404, GET: 404 from localhost/);
      },
    },
  },
  {
    row: 77,
    fault: 'The server resets, ignores or misunderstands HEAD, but serves GET',
    labctl:
      'Takes nothing but a 200 for the word of a HEAD, gives it a quarter of the time limit, and asks with GET.',
    cases: {
      async 'validate passes whatever a HEAD ends with'(lab) {
        const faults: Readonly<Record<string, Fault>> = {
          reset: { resetAfterBytes: -1 },
          silent: { stallBeforeHeaders: true },
          'no-content': { status: 204, body: '' },
          'not-acceptable': { status: 406, body: '' },
          'bad-request': { status: 422, body: '' },
          'too-many': { status: 429, body: '' },
          broken: { status: 500, body: '' },
          circle: { ...redirectTo('/circle.iso'), body: '' },
        };
        for (const [name, fault] of Object.entries(faults)) {
          await lab.offer(name, IMAGE);
          lab.origin.script(`/${name}.iso`, { ...fault, method: 'HEAD' });
        }
        const checks = await checkUrls(lab);
        assert.deepEqual(
          checks.map(({ status, size }) => [status, size]),
          Object.keys(faults).map(() => ['ok', IMAGE.length]),
        );
        await lab.expectNothingLeft();
      },
      async 'of a whole file that answers the GET only the head is read'(lab) {
        const bytes = 64 * 1024 * 1024;
        await lab.offer('talos', IMAGE);
        lab.origin.serve('/talos.iso', { content: generatedContent(bytes) });
        lab.origin.script('/talos.iso', { status: 500, body: '' }, { ignoreRange: true });
        const [check] = await checkUrls(lab);
        assert.deepEqual([check?.status, check?.size], ['ok', bytes]);
        assert.ok((lab.origin.requests.at(-1)?.bytesSent ?? 0) < bytes / 2);
        await lab.expectNothingLeft();
      },
    },
  },
];

type UrlCheck = { status: string; size?: number; detail: string };

/** What `validate` says of the URLs of the manifest. */
async function checkUrls(lab: FaultLab): Promise<UrlCheck[]> {
  const { stdout, stderr } = await lab.images(['validate', '--manifest', 'images.yaml', '--json']);
  assert.ok(stdout !== '', stderr);
  return JSON.parse(stdout).urls;
}
