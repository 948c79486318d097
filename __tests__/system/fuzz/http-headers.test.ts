/** Damaged headers of an origin: judged by the functions that read them, and followed over real connections. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { createAgents } from '../../../src/http/connection/agents.ts';
import { failureOfStatus } from '../../../src/http/failure.ts';
import { DEFAULT_HTTP_LIMITS } from '../../../src/http/limits.ts';
import { probeUrl } from '../../../src/http/probe.ts';
import { announcedLength, judgeResume, rangeTotal, strongEtag } from '../../../src/http/range.ts';
import { createRetry } from '../../../src/http/retry.ts';
import { createHttpSource } from '../../../src/http/source.ts';
import { createFakeClock } from '../../support/fakes/fake-clock.ts';
import { type Origin, startOrigin } from '../../support/servers/origin.ts';
import { download } from '../../unit/http/loopback.ts';
import { codeOf, fuzz } from './fuzz.ts';
import { damageText, pick, type Random } from './random.ts';

const never = new AbortController().signal;

const PIECES = [
  ...['0', '5', '9', '-', '+', '/', '*', ' ', ',', ';', '=', '"', 'W/', '.', 'e', 'x', '\t', '%00'],
  ...['bytes ', 'bytes=', '18446744073709551616', '999999999999999', '-1', '0x10', '1e9', 'NaN'],
  ...['\u00e9', '\u00ff', '9'.repeat(400), 'Thu, 01 Jan 1970 00:00:00 GMT', '2026', 'Infinity'],
];

function header(value: string, random: Random): string {
  return random(3) === 0 ? value : damageText(value, random, PIECES);
}

fuzz('answers to a request for the rest', {
  cases: 3000,
  expect: ['continue', 'complete', 'anew', 'refused'],
  make: (random) => {
    const known = random(2) === 0;
    return {
      answer: {
        status: pick(random, [206, 206, 206, 200, 416]),
        host: pick(random, ['h', 'h', 'h', 'other']),
        headers: {
          'content-range': header(
            pick(random, ['bytes 5-9/10', 'bytes 5-9/*', 'bytes */5']),
            random,
          ),
          'content-length': header('5', random),
          etag: random(2) === 0 ? '"a"' : header('"a"', random),
        },
      },
      progress: {
        offset: 5,
        total: known ? pick(random, [10, 5]) : undefined,
        etag: '"a"',
        host: 'h',
      },
    };
  },
  check({ answer, progress }) {
    const { status, headers, host } = answer;
    const length = announcedLength(headers);
    if (length !== undefined)
      assert.equal(String(length), headers['content-length'].replace(/^0+(?=\d)/, ''));
    if (strongEtag(headers) !== undefined) assert.match(headers.etag, /^"[^"]*"$/);
    const result = judgeResume(answer, progress);
    if (result.verdict === 'refused') {
      assert.match(result.why, /^\P{Cc}+$/u);
      return 'refused';
    }
    if (result.verdict === 'anew') {
      assert.equal(status, 200);
      return 'anew';
    }
    // Another server continues a file of known length only.
    if (host !== 'h') assert.deepEqual([result.verdict, progress.total], ['continue', 10]);
    // Another reading of the same header.
    const [, first, last, total] =
      headers['content-range'].match(/^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/) ??
      assert.fail('no range');
    if (total !== '*') assert.equal(rangeTotal(headers), Number(total));
    if (result.verdict === 'complete') {
      assert.deepEqual([status, Number(total)], [416, progress.offset]);
      return 'complete';
    }
    assert.deepEqual([status, headers.etag, Number(first)], [206, '"a"', progress.offset]);
    assert.ok(Number(last) >= progress.offset, 'a range that ends before it begins');
    if (total !== '*') assert.ok(Number(last) < Number(total), 'a range behind the end');
    if (progress.total !== undefined) assert.equal(Number(total), progress.total);
    return 'continue';
  },
});

fuzz('Retry-After', {
  cases: 2000,
  expect: ['waited', 'SOURCE_UNREACHABLE'],
  make: (random) =>
    header(pick(random, ['120', '5', '99999', 'Thu, 05 Nov 2026 12:01:00 GMT']), random),
  async check(value) {
    const clock = createFakeClock();
    const limits = DEFAULT_HTTP_LIMITS;
    const told: string[] = [];
    const retry = createRetry({ limits, clock, signal: never, onRetry: (line) => told.push(line) });
    const headers = { 'retry-after': value };
    const bad = {
      status: 503,
      headers,
      host: 'h',
      what: 'download failed: https://h/',
      now: clock.now(),
    };
    try {
      await retry.pause(failureOfStatus(bad));
    } catch (error) {
      return codeOf(error);
    }
    const [slept = Number.NaN] = clock.sleeps;
    assert.ok(slept >= 0 && slept <= limits.maxRetryAfterMs, `slept ${slept} ms`);
    assert.match(told.join(), /next try in \d+\.\d s$/);
    return 'waited';
  },
});

let origin: Origin;
let agents: ReturnType<typeof createAgents>;
before(async () => {
  origin = await startOrigin();
  // Whatever a damaged Location names: nothing but the origin is ever asked.
  const lookup = (_name: string, _options: unknown, done: (error: Error) => void) =>
    done(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
  agents = createAgents({ ca: origin.ca, lookup: lookup as never });
});
after(async () => {
  agents?.close();
  await origin?.close();
});

const FILE = Buffer.from('0123456789');
const FAST = { connectTimeoutMs: 2000, idleTimeoutMs: 40, triesInAll: 6 };

/** Damage that leaves the host alone or names one that is refused or not there. */
const LOCATION_PIECES = [
  ...[
    '/',
    '//',
    '?',
    '#',
    '%',
    '%00',
    '%2e%2e',
    '..',
    '\\',
    ' ',
    '@',
    ':',
    'user:hunter2@',
    ';',
    '[',
    ']',
  ],
  ...[
    'http:',
    'https:',
    'HTTPS://',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:,x',
    '\u00e9',
    '\u00ff',
  ],
  ...['169.254.169.254', '[fe80::1]', '[::ffff:169.254.169.254]', 'x'.repeat(3000)],
];

fuzz('Location', {
  cases: 200,
  expect: ['downloaded', 'SOURCE_REJECTED', 'SOURCE_GONE', 'SOURCE_UNREACHABLE'],
  make: (random) => {
    const good = pick(random, [
      'https://127.0.0.1:PORT/file',
      '/file',
      '//127.0.0.1:PORT/file?x=1',
      'file',
    ]);
    return {
      location: random(6) === 0 ? good : damageText(good, random, LOCATION_PIECES),
      status: pick(random, [301, 302, 303, 307, 308]),
    };
  },
  async check({ location, status }) {
    const path = '/way';
    const at = location.replaceAll('PORT', `${origin.port}`).replace(/[\r\n\0]/g, '');
    origin.serve('/file', FILE);
    origin.script(path, { status, headers: { location: at }, body: '' });
    return readFrom(path);
  },
});

fuzz('Content-Length, ETag and Content-Range of an origin', {
  cases: 80,
  expect: ['downloaded', 'SOURCE_INTERRUPTED'],
  make: (random) => ({
    etag: header('"a"', random),
    contentRange: header('bytes 4-9/10', random),
    retryAfter: header('1', random),
    cut: pick(random, [0, 4, 4, 9]),
  }),
  async check({ etag, contentRange, retryAfter, cut }) {
    const path = '/cut';
    const headers = { etag };
    origin.serve(path, {
      content: { size: 10, read: (from, to) => [FILE.subarray(from, to)] },
      etag: '"a"',
    });
    origin.script(
      path,
      { closeAfterBytes: cut, headers },
      { status: 503, headers: { 'retry-after': retryAfter }, body: '' },
      { ranged: true, headers: { ...headers, 'content-range': contentRange } },
    );
    const outcome = await readFrom(path);
    forget(path);
    return outcome;
  },
});

/** Takes back the faults that were not met. */
function forget(path: string): void {
  origin.script(path, { times: 0 });
}

async function readFrom(path: string): Promise<string> {
  const url = origin.url(path).replace('localhost', '127.0.0.1');
  const source = createHttpSource({
    url,
    agents,
    clock: createFakeClock(),
    version: '0.0.0-test',
    limits: FAST,
    onRetry: (line) => assert.match(line, /^\P{Cc}+$/u),
  });
  try {
    const { bytes } = await download(source);
    assert.ok(bytes.equals(FILE), `other bytes: ${bytes}`);
    return 'downloaded';
  } catch (error) {
    assert.doesNotMatch((error as Error).message, /\/\/[^/\s]*hunter2/);
    const code = codeOf(error);
    assert.match(code, /^SOURCE_/);
    return code;
  }
}

fuzz('answers to a probe', {
  cases: 120,
  expect: ['ok', 'gone', 'unreachable', 'unknown'],
  make: (random) => ({
    status: pick(random, [200, 206, 302, 403, 404, 405, 416, 500]),
    length: pick(random, ['10', '0', '999999999999999']),
    range: header('bytes 0-0/10', random),
    type: header('text/html', random),
  }),
  async check({ status, length, range, type }) {
    const path = '/probed';
    const headers = { 'content-range': range, 'content-type': type };
    origin.serve(path, FILE);
    origin.script(path, { times: 2, status, headers: { ...headers, 'content-length': length } });
    const url = origin.url(path).replace('localhost', '127.0.0.1');
    const result = await probeUrl({ url, agents, version: '0', timeoutMs: 5000, signal: never });
    origin.script(path, { times: 0 });
    assert.match(`${result.detail} ${result.contentType}`, /^\P{Cc}+$/u);
    assert.ok(result.size === undefined || Number.isSafeInteger(result.size));
    return result.status;
  },
});
