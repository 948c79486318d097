/** What every Source promises. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import type { Source } from '../../../src/stream/source.ts';

export type SourceUnderTest = {
  readonly source: Source;
  /** What it serves; at least a megabyte, so that it cannot be read ahead as a whole. */
  readonly bytes: Buffer;
  /** Whether a whole reading is put together from several answers. */
  readonly inPieces?: boolean;
  /** Readings that still hold a file or a connection. */
  readonly open: () => Promise<number>;
  close(): Promise<void>;
};

export function sourceContract(name: string, create: () => Promise<SourceUnderTest>): void {
  describe(`${name} is a source`, () => {
    const never = new AbortController().signal;
    let subject: SourceUnderTest;
    before(async () => {
      subject = await create();
      assert.ok(subject.bytes.length >= 1024 * 1024);
    });
    after(() => subject.close());

    it('hands on every byte', async () => {
      const { body, resumed } = await subject.source.open(never);
      assert.ok((await buffer(body)).equals(subject.bytes));
      assert.equal(resumed(), subject.inPieces ?? false);
    });

    it('announces the true length', async () => {
      const { body, size } = await subject.source.open(never);
      body.destroy();
      assert.equal(size, subject.bytes.length);
    });

    it('has a label', () => {
      assert.notEqual(subject.source.label, '');
    });

    it('serves two readings at once', async () => {
      const readings = [subject.source.open(never), subject.source.open(never)];
      const bodies = await Promise.all(readings.map(async (one) => buffer((await one).body)));
      for (const bytes of bodies) assert.ok(bytes.equals(subject.bytes));
    });

    it('lets go of everything when the body is destroyed unread', async () => {
      const { body } = await subject.source.open(never);
      body.destroy();
      await once(body, 'close');
      await settled(subject);
    });

    it('lets go of everything when the body is destroyed half-way, and can be opened again', async () => {
      const { body } = await subject.source.open(never);
      for await (const chunk of body) {
        assert.ok(chunk.length > 0);
        break;
      }
      assert.equal(body.destroyed, true);
      await settled(subject);
      const again = await subject.source.open(never);
      assert.ok((await buffer(again.body)).equals(subject.bytes));
    });

    it('does not read on while nobody takes the bytes', async () => {
      const { body } = await subject.source.open(never);
      body.read(0);
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.ok(body.readableLength < subject.bytes.length);
      body.destroy();
      await once(body, 'close');
    });

    it("rejects with the signal's reason when it was aborted before", async () => {
      const reason = new Error('stopped before');
      await assert.rejects(subject.source.open(AbortSignal.abort(reason)), reason);
      await settled(subject);
    });

    it("fails the body with the signal's reason when it is aborted half-way", async () => {
      const controller = new AbortController();
      const reason = new Error('stop');
      const { body } = await subject.source.open(controller.signal);
      const reading = (async () => {
        for await (const chunk of body) {
          assert.ok(chunk.length > 0);
          controller.abort(reason);
        }
      })();
      await assert.rejects(reading, reason);
      await settled(subject);
    });

    it("fails a body that nobody reads with the signal's reason", async () => {
      const controller = new AbortController();
      const reason = new Error('stop');
      const { body } = await subject.source.open(controller.signal);
      const failed = once(body, 'error');
      controller.abort(reason);
      assert.deepEqual(await failed, [reason]);
      await settled(subject);
    });
  });
}

/** A server learns a little later than its client that the connection is gone. */
async function settled({ open }: SourceUnderTest): Promise<void> {
  for (let tries = 0; (await open()) > 0 && tries < 200; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal(await open(), 0);
}
