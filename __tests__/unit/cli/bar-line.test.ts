import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brokenLines, totalsLine, transferLine } from '../../../src/cli/bar-line.ts';

const MIB = 2 ** 20;
const plain = (_style: string, text: string) => text;
const LONG = 'talos-controlplane-metal-amd64-v1.9.2';

describe('the line of a transfer', () => {
  const transfer = {
    title: LONG,
    phase: 'decompressing',
    moved: 1_023.4 * MIB,
    total: 1_023.9 * 10 * MIB,
    seconds: 12,
  };

  for (let columns = 20; columns <= 200; columns += 1) {
    it(`fits ${columns} columns`, () => {
      for (const total of [transfer.total, 0]) {
        for (const moved of [0, transfer.moved, 2 * transfer.total]) {
          const line = transferLine({ ...transfer, total, moved }, columns, plain);
          assert.ok(line.length < columns, `${line.length}: ${line}`);
        }
      }
    });
  }

  it('has the bar, bytes, rate and time in 80 columns, whatever the name', () => {
    const line = transferLine(transfer, 80, plain);
    assert.match(line, /^talos.*…\S*9\.2 █*░{5,} +9% .*MiB\/s 1:48 left$/);
    assert.match(transferLine({ ...transfer, title: 'a' }, 80, plain), /MiB\/s 1:48 left$/);
  });

  it('keeps rate and time when there is no room for the bytes', () => {
    assert.match(transferLine(transfer, 50, plain), /9% \S+ MiB\/s 1:48 left$/);
  });
});

describe('the line of a run', () => {
  const totals = { begun: 12, done: 3, failed: 1, moved: 1_200 * MIB, seconds: 4_000 };

  it('counts what is done, and tells the bytes, the rate and the time', () => {
    const line = '3 done, 1 failed, 8 under way · 1.1 GiB · 307.2 KiB/s · 1:06:40';
    assert.equal(totalsLine(totals, 80), line);
  });

  it('fits every terminal', () => {
    for (let columns = 10; columns < 100; columns += 1) {
      assert.ok(totalsLine(totals, columns).length < columns);
    }
  });
});

describe('a long line between bars', () => {
  it('is broken between words, and loses nothing', () => {
    const text = `warning: ${'a few words '.repeat(20)}${'x'.repeat(100)} end`;
    const lines = brokenLines(text, 40);
    assert.ok(lines.every((line) => line.length <= 40));
    assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
    assert.deepEqual(brokenLines('short\n\nlines', 40), ['short', '', 'lines']);
  });
});
