/** Every decoder that labctl may choose, by format: tests run them all on the same files. */
import { LabctlError } from '../../src/errors.ts';
import { createDecoder } from '../../src/stream/decode.ts';
import { decodeZstdByLibrary } from '../../src/stream/zstd-library.ts';
import { decodeZstdNatively } from '../../src/stream/zstd-node.ts';
import { needs, xzProgram } from './cli.ts';

const label = 'talos';

/** Without an `xz` of this machine `program` is the library once more; the tests that compare them are skipped then. */
export const XZ = {
  library: createDecoder('xz', { xzProgram: undefined, label }),
  program: createDecoder('xz', {
    xzProgram: needs('xz').skip === false ? await xzProgram() : undefined,
    label,
  }),
};

export const GZIP = { zlib: createDecoder('gzip', { xzProgram: undefined, label }) };

export const ZSTD = {
  native: refusing(decodeZstdNatively),
  library: refusing(decodeZstdByLibrary),
};

/** A decoder alone, which throws plain errors, with the one code that all decoders are compared by. */
function refusing(decode: typeof decodeZstdNatively): typeof decodeZstdNatively {
  return async function* (input) {
    try {
      yield* decode(input);
    } catch (cause) {
      throw new LabctlError('DECODE_FAILED', String(cause), { cause });
    }
  };
}
