/** Joins an async iterable and a Duplex into one async generator. */
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Feeds `input` to `transform` and yields what comes out. A failure of either is thrown, and both are closed when
 * the generator ends, however it ends.
 */
export async function* through(
  input: AsyncIterable<Buffer>,
  transform: Duplex,
): AsyncGenerator<Buffer> {
  const feeding = pipeline(input, transform);
  // A failure also destroys `transform`, so that the loop below throws it; this only marks it as handled.
  feeding.catch(() => {});
  try {
    // Reading may end before feeding does (gzip's padding): the stream must not be destroyed by then.
    yield* transform.iterator({ destroyOnReturn: false });
    await feeding;
  } finally {
    transform.destroy();
    await feeding.catch(() => {});
  }
}
