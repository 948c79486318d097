/** Every decoder that labctl may choose, by format: tests run them all on the same files. */
import { createDecoder } from '../../../../src/stream/decode/decode.ts';
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

export const ZSTD = { zlib: createDecoder('zstd', { xzProgram: undefined, label }) };
