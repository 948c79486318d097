/** What every Clock promises. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Clock } from '../../../src/base/clock.ts';

export function clockContract(name: string, create: () => Clock): void {
  describe(`${name} is a clock`, () => {
    const never = new AbortController().signal;

    it('has moved on by what was slept', async () => {
      const clock = create();
      const before = clock.now();
      await clock.sleep(20, never);
      // Timers may fire up to a millisecond early against the wall clock.
      assert.ok(clock.now() - before >= 19);
    });

    it('does not run backwards', () => {
      const clock = create();
      const before = clock.now();
      assert.ok(clock.now() >= before);
    });

    it("rejects a sleep with the signal's reason when it is aborted meanwhile", async () => {
      const controller = new AbortController();
      const sleep = create().sleep(60_000, controller.signal);
      const reason = new Error('stop');
      controller.abort(reason);
      await assert.rejects(sleep, reason);
    });

    it("rejects a sleep with the signal's reason when it was aborted before", async () => {
      const reason = new Error('stopped before');
      await assert.rejects(create().sleep(60_000, AbortSignal.abort(reason)), reason);
    });
  });
}
