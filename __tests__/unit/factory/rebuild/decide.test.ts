import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ATTEMPT_MS,
  type BaseImage,
  decideRebuild,
  type RebuildSubject,
} from '../../../../src/factory/rebuild/decide.ts';
import { parseDuration } from '../../../../src/factory/rebuild/duration.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-12-04T10:00:00Z');

const base = (digest: string | undefined, more: Partial<BaseImage> = {}): BaseImage => ({
  name: 'node-22',
  digest,
  isPinned: false,
  ...more,
});

/** An image that was built from digest `a`, seven days of delay, whose base is `b` now. */
function subject(more: Partial<RebuildSubject> = {}): RebuildSubject {
  return {
    isAutomatic: true,
    delayMs: 7 * DAY,
    bases: [base('b')],
    memory: { builtFrom: new Map([['node-22', 'a']]) },
    ...more,
  };
}

const pendingSince = (ms: number, more: object = {}) => ({
  builtFrom: new Map([['node-22', 'a']]),
  pendingSince: ms,
  ...more,
});

describe('decideRebuild', () => {
  for (const [what, changes, decision] of [
    ['an image that is not to be built by itself', { isAutomatic: false }, 'disabled'],
    ['a base that was never looked up', { bases: [base(undefined)] }, 'unknown'],
    ['a base that is seen for the first time', { memory: { builtFrom: new Map() } }, 'up-to-date'],
    ['a base that has not moved', { bases: [base('a')] }, 'up-to-date'],
    [
      'an image that says it is built from the new base',
      { evidence: new Set(['b']) },
      'up-to-date',
    ],
    [
      'a build after the move',
      { bases: [base('b', { movedAt: NOW - DAY })], builtAt: NOW - HOUR },
      'up-to-date',
    ],
    [
      'a build before the move',
      { bases: [base('b', { movedAt: NOW - DAY })], builtAt: NOW - 2 * DAY },
      'pending',
    ],
    ['a base that is pinned', { bases: [base('b', { isPinned: true })] }, 'pinned'],
    ['a move of today', {}, 'pending'],
    ['a move of a week ago', { memory: pendingSince(NOW - 7 * DAY) }, 'trigger'],
    [
      'a move of a week ago that is heard of today',
      { bases: [base('b', { movedAt: NOW - 7 * DAY })] },
      'trigger',
    ],
    ['no delay', { delayMs: 0 }, 'trigger'],
    [
      'a build that is under way',
      {
        delayMs: 0,
        memory: pendingSince(NOW - DAY, {
          attempt: { at: NOW - HOUR, outcome: 'asked', failures: 0 },
        }),
      },
      'in-progress',
    ],
    [
      'a build that nobody has heard of since',
      {
        delayMs: 0,
        memory: pendingSince(NOW - DAY, {
          attempt: { at: NOW - ATTEMPT_MS, outcome: 'asked', failures: 0 },
        }),
      },
      'trigger',
    ],
    [
      'a build that failed just now',
      {
        delayMs: 0,
        memory: pendingSince(NOW - DAY, {
          attempt: { at: NOW - HOUR / 2, outcome: 'failed', failures: 1 },
        }),
      },
      'backing-off',
    ],
    [
      'a build that failed a while ago',
      {
        delayMs: 0,
        memory: pendingSince(NOW - DAY, {
          attempt: { at: NOW - HOUR, outcome: 'failed', failures: 1 },
        }),
      },
      'trigger',
    ],
    [
      'a build that failed for the third time',
      {
        delayMs: 0,
        memory: pendingSince(NOW - DAY, {
          attempt: { at: NOW - 3 * HOUR, outcome: 'failed', failures: 3 },
        }),
      },
      'backing-off',
    ],
  ] as const) {
    it(`says ${decision} of ${what}`, () => {
      const decided = decideRebuild(subject(changes as Partial<RebuildSubject>), NOW);
      assert.equal(decided.decision, decision, decided.reason);
      assert.notEqual(decided.reason, '');
    });
  }

  it('remembers the first sight, and the first change', () => {
    const first = decideRebuild(subject({ memory: { builtFrom: new Map() } }), NOW);
    assert.deepEqual([...first.memory.builtFrom], [['node-22', 'b']]);
    const changed = decideRebuild(subject(), NOW);
    assert.equal(changed.memory.pendingSince, NOW);
    assert.equal(changed.eligibleAt, NOW + 7 * DAY);
    assert.deepEqual(changed.moved, ['node-22']);
  });

  it('forgets a change that went away again', () => {
    const { memory } = decideRebuild(
      subject({ bases: [base('a')], memory: pendingSince(NOW - DAY) }),
      NOW,
    );
    assert.equal(memory.pendingSince, undefined);
  });

  it('builds in time what moves every day', () => {
    let { memory } = subject();
    const days: number[] = [];
    for (let day = 0; day < 20; day += 1) {
      const now = NOW + day * DAY;
      const decided = decideRebuild(subject({ bases: [base(`day ${day}`)], memory }), now);
      ({ memory } = decided);
      if (decided.decision !== 'trigger') continue;
      days.push(day);
      memory = { builtFrom: new Map([['node-22', `day ${day}`]]) };
    }
    assert.deepEqual(days, [7, 15]);
  });

  it('makes one build of several bases that moved, and leaves the pinned one out of its reason', () => {
    const bases = [
      base('b'),
      base('y', { name: 'go-1', isPinned: true }),
      base('n', { name: 'nginx' }),
    ];
    const builtFrom = new Map(bases.map(({ name }) => [name, 'a']));
    const decided = decideRebuild(subject({ delayMs: 0, bases, memory: { builtFrom } }), NOW);
    assert.equal(decided.decision, 'trigger');
    assert.match(decided.reason, /^node-22, nginx moved/);
  });

  it('forgets bases that the image has no longer', () => {
    const builtFrom = new Map([
      ['node-22', 'b'],
      ['gone', 'x'],
    ]);
    const { memory } = decideRebuild(subject({ memory: { builtFrom } }), NOW);
    assert.deepEqual([...memory.builtFrom.keys()], ['node-22']);
  });
});

describe('parseDuration', () => {
  for (const [text, ms] of [
    ['7d', 7 * DAY],
    ['0s', 0],
    ['1d12h', 36 * HOUR],
    ['90m', 1.5 * HOUR],
    ['2w', 14 * DAY],
  ] as const) {
    it(`takes ${text}`, () => assert.equal(parseDuration(text), ms));
  }

  for (const text of ['', '7', 'd', '7 d', '-1d', '1.5h', '7D', '7days', '99999d', '1e3s', '7d ']) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(parseDuration(text), undefined));
  }
});
