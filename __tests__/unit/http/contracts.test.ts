/** Every source, real and fake, keeps the contract of its port; so does every clock. */
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import { createFileSource } from '../../../src/files/file-source.ts';
import { createReadAhead } from '../../../src/http/parallel/read-ahead.ts';
import { clockContract } from '../../support/contracts/clock-contract.ts';
import { sourceContract } from '../../support/contracts/source-contract.ts';
import { createFakeClock } from '../../support/fakes/fake-clock.ts';
import { createMemorySource } from '../../support/fakes/memory-source.ts';
import { bytesOf, generatedContent } from '../../support/servers/content.ts';
import { startLoopback } from './loopback.ts';

const content = generatedContent(8 * 1024 * 1024 + 7);

sourceContract('the HTTP source', async () => {
  const loopback = await startLoopback();
  loopback.origin.serve('/image.raw', content);
  return {
    source: loopback.source('/image.raw'),
    bytes: bytesOf(content),
    open: async () => loopback.origin.answering(),
    close: loopback.close,
  };
});

sourceContract('the HTTP source over several connections', async () => {
  const loopback = await startLoopback();
  loopback.origin.serve('/image.raw', content);
  const readAhead = createReadAhead({
    connections: 4,
    segmentBytes: 256 * 1024,
    smallestRestBytes: 0,
    budgetBytes: 4 * 1024 * 1024,
  });
  return {
    source: loopback.source('/image.raw', {}, systemClock, readAhead),
    bytes: bytesOf(content),
    inPieces: true,
    open: async () => loopback.origin.answering(),
    close: loopback.close,
  };
});

sourceContract('the file source', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'labctl-file-source-'));
  const path = join(folder, 'image.raw');
  const bytes = bytesOf(content);
  await writeFile(path, bytes);
  return {
    source: createFileSource(path),
    bytes,
    open: () => openDescriptors(path),
    close: () => rm(folder, { recursive: true }),
  };
});

sourceContract('the memory source', async () => {
  const bytes = bytesOf(content);
  const source = createMemorySource({ bytes });
  return { source, bytes, open: async () => source.reading(), close: async () => undefined };
});

clockContract('the system clock', () => systemClock);
clockContract('the fake clock', () => createFakeClock());

/** How many descriptors of this process lead to the file; 0 where the system has no /proc. */
async function openDescriptors(path: string): Promise<number> {
  const folder = '/proc/self/fd';
  const descriptors = await readdir(folder).catch(() => []);
  const targets = descriptors.map((name) => readlink(join(folder, name)).catch(() => ''));
  return (await Promise.all(targets)).filter((target) => target === path).length;
}
