import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { announcedSizes } from '../../../src/http/announced-sizes.ts';
import { generatedContent } from '../../support/servers/content.ts';
import { type Loopback, never, startLoopback } from './loopback.ts';

describe('the sizes that servers announce', () => {
  let loopback: Loopback;
  before(async () => {
    loopback = await startLoopback();
    loopback.origin.serve('/a', generatedContent(5_000_000_000));
    loopback.origin.serve('/b', generatedContent(7));
    loopback.origin.serve('/silent', generatedContent(7));
    loopback.origin.script(
      '/silent',
      ...Array.from({ length: 99 }, () => ({ stallBeforeHeaders: true })),
    );
  });
  after(() => loopback.close());

  const ask = (paths: readonly string[], totalMs = 30_000, signal = never) =>
    announcedSizes(
      paths.map((path) => loopback.origin.url(path)),
      { agents: loopback.agents, version: '0.0.0-test', timeoutMs: 30_000, totalMs, signal },
    );

  it('come in the order of the URLs, with a gap where a file is gone', async () => {
    assert.deepEqual(await ask(['/a', '/gone', '/b']), [5_000_000_000, undefined, 7]);
  });

  it('are given up together when time is up', async () => {
    const paths = Array.from({ length: 40 }, () => '/silent');
    assert.deepEqual(await ask(paths, 200), Array(40).fill(undefined));
  });

  it('are given up when the run is stopped', async () => {
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    assert.deepEqual(await ask(['/a'], 30_000, stop.signal), [undefined]);
  });
});
