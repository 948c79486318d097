import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createBarReporter } from '../../../src/cli/bar-reporter.ts';
import { paintFor } from '../../../src/cli/colour.ts';
import { createLineReporter } from '../../../src/cli/line-reporter.ts';
import { createFakeClock } from '../../support/fakes/fake-clock.ts';

const MIB = 2 ** 20;
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[a-zA-Z]`, 'g');

/** A terminal of 120 columns that keeps what is written to it. */
function terminal() {
  let written = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += chunk;
      done();
    },
  });
  const tty = Object.assign(stream, { isTTY: true, columns: 120, rows: 30 });
  return { tty: tty as unknown as NodeJS.WriteStream, text: () => written };
}

describe('the bars of a terminal', () => {
  it('show bytes, rate and remaining time while they run, and one line at the end', async () => {
    const { tty, text } = terminal();
    const clock = createFakeClock();
    const bars = createBarReporter(tty, (_style, plain) => plain, clock);
    const task = bars.begin('talos');
    task.phase('downloading', 100 * MIB);
    clock.advance(2_000);
    task.advance(50 * MIB);
    await wait(300); // a few frames
    task.end('uploaded 100 MiB');
    bars.stop();
    const plain = text().replace(ESCAPES, '');
    assert.match(plain, /talos +█{12}░{12} 50% 50 MiB of 100 MiB 25 MiB\/s 0:02 left downloading/);
    assert.match(plain, /✓ talos: uploaded 100 MiB\n/);
  });

  it('end with one line for the run as soon as there are several', async () => {
    const { tty, text } = terminal();
    const clock = createFakeClock();
    const bars = createBarReporter(tty, (_style, plain) => plain, clock);
    const [first, second] = [bars.begin('talos'), bars.begin('nas')];
    first.phase('downloading', 100 * MIB);
    second.phase('downloading', 100 * MIB);
    clock.advance(2_000);
    first.advance(50 * MIB);
    second.advance(25 * MIB);
    first.end('uploaded 100 MiB');
    await wait(300); // a few frames
    const frame = text().replace(ESCAPES, '');
    assert.match(frame, /nas .*\n?.*1 done, 1 under way · 75 MiB · 37\.5 MiB\/s · 0:02/);
    second.end('failed', true);
    bars.stop();
  });

  it('print the line of a task that never moved a byte', () => {
    const { tty, text } = terminal();
    const bars = createBarReporter(tty, (_style, plain) => plain, createFakeClock());
    bars.begin('talos').end('in place, skipped');
    bars.stop();
    assert.match(text(), /✓ talos: in place, skipped\n/);
  });

  it('give the cursor back', () => {
    const { tty, text } = terminal();
    const bars = createBarReporter(tty, (_style, plain) => plain, createFakeClock());
    bars.begin('talos').phase('downloading');
    bars.stop();
    const hidden = text().lastIndexOf('\u001b[?25l');
    assert.ok(hidden >= 0 && text().lastIndexOf('\u001b[?25h') > hidden);
  });
});

describe('the lines of a pipe', () => {
  it('announce a phase, give a sign of life now and then, and the end', () => {
    const lines: string[] = [];
    const clock = createFakeClock();
    const task = createLineReporter((line) => lines.push(line), clock).begin('talos');
    task.phase('downloading', 100 * MIB);
    for (let second = 0; second < 40; second += 1) {
      clock.advance(1_000);
      task.advance(MIB);
    }
    task.end('checksum mismatch', true);
    assert.deepEqual(lines, [
      'talos: downloading 100 MiB',
      'talos: downloading 15 MiB of 100 MiB',
      'talos: downloading 30 MiB of 100 MiB',
      'talos: failed: checksum mismatch',
    ]);
  });
});

describe('colours', () => {
  for (const [what, tty, env, coloured] of [
    ['on a terminal', true, {}, true],
    ['in a pipe', false, {}, false],
    ['with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['on a dumb terminal', true, { TERM: 'dumb' }, false],
  ] as const) {
    it(`are ${coloured ? 'on' : 'off'} ${what}`, () => {
      const painted = paintFor({ isTTY: tty }, env)('red', 'text');
      assert.equal(painted !== 'text', coloured);
    });
  }
});
