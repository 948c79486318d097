/** Servers that answer, but not with the image: errors, and pages for people. */
import assert from 'node:assert/strict';
import { createFakeClock } from '../../support/fakes/fake-clock.ts';
import { type Fault, htmlPage, redirectTo } from '../../support/servers/origin-fault.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectFailures, expectSuccess, warnings } from './fault-run.ts';
import { AS_GZIP, IMAGE, PACKED } from './images.ts';

const SERVER_ERRORS = [500, 502, 503, 504];
const DAY_SECONDS = 86_400;

export const REFUSED_DOWNLOAD_ROWS: readonly FaultRow[] = [
  {
    row: 5,
    fault: 'The server answers 500, 502, 503 or 504 once',
    labctl: 'Warns once, waits and asks again.',
    cases: {
      async 'each of them is asked again, with one warning'(lab) {
        for (const status of SERVER_ERRORS) {
          await lab.offer(`image-${status}`, Buffer.concat([IMAGE, Buffer.from(`${status}`)]));
          lab.origin.script(`/image-${status}.iso`, { status, body: 'out of order' });
        }
        const run = await lab.sync();
        expectSuccess(run);
        assert.equal(warnings(run), SERVER_ERRORS.length, run.log);
        await lab.expectPublished(...SERVER_ERRORS.map((status) => `image-${status}`));
      },
    },
  },
  {
    row: 6,
    fault: 'The server answers 5xx for ever',
    labctl: 'Gives up after five tries; the other images go on, and the exit code is 1.',
    cases: {
      async 'the image fails with its status and host, and the others arrive'(lab) {
        for (const status of SERVER_ERRORS) {
          await lab.offer(`bad-${status}`, PACKED, AS_GZIP);
          lab.origin.script(`/bad-${status}.iso`, { status, times: Infinity });
        }
        await lab.offer('good', IMAGE);
        const code = 'SOURCE_UNREACHABLE';
        const failures = SERVER_ERRORS.map((status) => {
          const host = `localhost:${lab.origin.port}`;
          const says = [`got status ${status} from ${host}`, 'given up after 5 tries'];
          return [`bad-${status}`, { code, says }] as const;
        });
        expectFailures(await lab.syncHere(), Object.fromEntries(failures));
        await lab.expectPublished('good');
      },
    },
  },
  {
    row: 7,
    fault: 'The server answers 429 with Retry-After',
    labctl:
      'Waits as long as it is asked to, up to two minutes; else fails and says when to come back.',
    cases: {
      async 'a number of seconds is waited for'(lab) {
        await lab.offer('talos', IMAGE);
        lab.origin.script('/talos.iso', askedToWait('2'));
        const run = await lab.sync();
        expectSuccess(run);
        assert.match(run.log, /got status 429 .*next try in 2\.0 s/);
        await lab.expectPublished('talos');
      },
      async 'a date is waited for'(lab) {
        const clock = createFakeClock();
        await lab.offer('talos', IMAGE);
        const date = new Date(clock.now() + 90_000).toUTCString();
        lab.origin.script('/talos.iso', askedToWait(date));
        expectSuccess(await lab.syncHere({ clock }));
        assert.deepEqual(clock.sleeps, [90_000]);
        await lab.expectPublished('talos');
      },
      'a day in seconds is not waited for': failsUntilTomorrow(() => `${DAY_SECONDS}`),
      'a day as a date is not waited for': failsUntilTomorrow((now) =>
        new Date(now + DAY_SECONDS * 1000).toUTCString(),
      ),
      async 'two minutes are waited for, a second more is not'(lab) {
        const clock = createFakeClock();
        await lab.offer('talos', IMAGE);
        lab.origin.script('/talos.iso', askedToWait('120'), askedToWait('121'));
        const says = ['got status 429', 'not before 2026-11-05T12:04:01.000Z'];
        const run = await lab.syncHere({ clock });
        expectFailures(run, { talos: { code: 'SOURCE_UNREACHABLE', says } });
        assert.deepEqual(clock.sleeps, [120_000]);
        await lab.expectNothingLeft();
      },
      async 'a date that is past, and nonsense, mean the usual pause'(lab) {
        await lab.offer('talos', IMAGE);
        const past = new Date(0).toUTCString();
        lab.origin.script('/talos.iso', ...[past, 'soon', '-5', ''].map(askedToWait));
        expectSuccess(await lab.syncHere());
        await lab.expectPublished('talos');
      },
    },
  },
  {
    row: 8,
    fault: 'The server answers 401, 403, 404 or 410',
    labctl: 'Fails at once with the status and the host that gave it; asks nobody again.',
    cases: {
      async 'each fails at the first answer, with the host of the last redirect'(lab) {
        const codes = { 401: 'SOURCE_REJECTED', 403: 'SOURCE_REJECTED' };
        const gone = { 404: 'SOURCE_GONE', 410: 'SOURCE_GONE' };
        const failures = Object.entries({ ...codes, ...gone }).map(([status, code]) => {
          const says = [`got status ${status} from 127.0.0.1:${lab.origin.port}, want 200`];
          return [`image-${status}`, { code, says }] as const;
        });
        for (const [name] of failures) {
          await lab.offer(name, IMAGE);
          const mirror = `https://127.0.0.1:${lab.origin.port}/mirror-${name}`;
          lab.origin.script(`/${name}.iso`, redirectTo(mirror));
          lab.origin.script(`/mirror-${name}`, { status: Number(name.slice(-3)), times: Infinity });
        }
        const run = await lab.sync();
        expectFailures(run, Object.fromEntries(failures));
        assert.equal(warnings(run), 0, run.log);
        assert.equal(lab.origin.requests.length, 2 * failures.length);
        await lab.expectNothingLeft();
      },
    },
  },
  {
    row: 11,
    fault: 'A login or captcha page comes with status 200',
    labctl: 'Refuses it by its checksum, says that it looks like HTML, and does not ask again.',
    cases: {
      async 'the message says what the file looks like'(lab) {
        await lab.offer('plain', IMAGE);
        await lab.offer('packed', PACKED, AS_GZIP);
        lab.origin.script('/plain.iso', { ...htmlPage(), times: Infinity });
        lab.origin.script('/packed.iso', { ...htmlPage(), times: Infinity });
        const page = { code: 'CHECKSUM_MISMATCH', says: ['looks like an HTML page', 'Log in'] };
        expectFailures(await lab.sync(), { plain: page, packed: page });
        assert.equal(lab.origin.requests.length, 2);
        await lab.expectNothingLeft();
      },
    },
  },
];

function askedToWait(retryAfter: string): Fault {
  return { status: 429, headers: { 'retry-after': retryAfter }, body: '' };
}

function failsUntilTomorrow(retryAfter: (now: number) => string): FaultCase {
  return async (lab) => {
    const clock = createFakeClock();
    await lab.offer('talos', IMAGE);
    lab.origin.script('/talos.iso', askedToWait(retryAfter(clock.now())));
    const says = ['got status 429', 'not before 2026-11-06T12:00:00.000Z'];
    const run = await lab.syncHere({ clock });
    expectFailures(run, { talos: { code: 'SOURCE_UNREACHABLE', says } });
    assert.deepEqual(clock.sleeps, []);
    await lab.expectNothingLeft();
  };
}
