/** Mutants of src/stream: what is verified, decoded and let through. */
import type { Mutant } from './mutant.ts';

const VERIFY = { file: 'src/stream/verify.ts', test: '__tests__/unit/stream/verify.test.ts' };

export const STREAM_MUTANTS: readonly Mutant[] = [
  {
    rule: 'a stream with a wrong checksum does not end well',
    ...VERIFY,
    find: 'done(wrong === undefined ? null : checksumMismatch(wrong));',
    replace: 'done(null);',
  },
  {
    rule: 'every checksum that is given has to match',
    ...VERIFY,
    find: 'const wrong = checksums.find((wanted) =>',
    replace: 'const wrong = checksums.slice(0, 1).find((wanted) =>',
  },
  {
    rule: 'one byte more than announced fails at once',
    ...VERIFY,
    find: "if (size !== undefined && bytes > size) return done(sizeMismatch('more than '));",
    replace: '',
  },
  {
    rule: 'a stream that is shorter than announced does not end well',
    ...VERIFY,
    find: "if (size !== undefined && bytes < size) return done(sizeMismatch(''));",
    replace: '',
  },
  {
    rule: 'the end of a stream waits for what has to be done before it',
    file: 'src/stream/gate.ts',
    find: 'beforeEnd().then(() => done(), done);',
    replace: 'beforeEnd().catch(() => undefined);\n      done();',
    test: '__tests__/unit/stream/gate.test.ts',
  },
  {
    rule: 'a checksum is compared in lower case',
    file: 'src/stream/hash/checksum.ts',
    find: 'hex.toLowerCase()',
    replace: 'hex',
    test: '__tests__/system/hostile/checksum.test.ts',
  },
  {
    rule: 'a decompression bomb ends at its limit',
    file: 'src/stream/limit.ts',
    find: 'if (bytes <= maxBytes) return done(null, chunk);',
    replace: 'if (bytes >= 0) return done(null, chunk);',
    test: '__tests__/unit/stream/decode/decode.test.ts',
    title: 'bomb',
  },
  {
    rule: 'an empty file is not a compressed one',
    file: 'src/stream/decode/decode.ts',
    find: 'if (seen.isEmpty) throw new Error(EMPTY);',
    replace: '',
    test: '__tests__/unit/stream/decode/decode-zstd.test.ts',
    title: 'refuses an empty input',
  },
  {
    rule: 'nothing but zeros may follow gzip data',
    file: 'src/stream/decode/gzip.ts',
    find: 'if (chunk.subarray(chunk.length - left).some((byte) => byte !== 0)) throw trailingGarbage();',
    replace: '',
    test: '__tests__/unit/stream/decode/decode-gzip.test.ts',
  },
  {
    rule: 'a zstd window beyond 128 MiB is refused',
    file: 'src/stream/zstd/zstd-format.ts',
    find: 'if (bytes <= MAX_WINDOW_BYTES) return;',
    replace: 'if (bytes >= 0) return;',
    test: '__tests__/unit/stream/decode/decode-zstd.test.ts',
    title: 'window',
  },
  {
    rule: 'the bytes that follow a zstd frame have to begin another one',
    file: 'src/stream/zstd/zstd-frames.ts',
    find: 'if (taken.length === 0) return;',
    replace: 'if (taken.length >= 0) return;',
    test: '__tests__/unit/stream/decode/decode-zstd.test.ts',
    title: 'trailing garbage',
  },
  {
    rule: 'a spool has no name that anybody else could open',
    file: 'src/files/spool.ts',
    find: 'try {\n    await remove();\n  } catch (error) {',
    replace: 'try {\n  } catch (error) {',
    test: '__tests__/unit/files/spool.test.ts',
  },
  {
    rule: 'a file has its name only when it is complete',
    file: 'src/files/whole-file.ts',
    find: 'await pipeline(body, writer, { signal });\n    await rename(temporary, path);',
    replace: 'await rename(temporary, path);\n    await pipeline(body, writer, { signal });',
    test: '__tests__/unit/files/whole-file.test.ts',
  },
  {
    rule: 'a file that cannot be completed leaves nothing behind',
    file: 'src/files/whole-file.ts',
    find: 'await rm(temporary, { force: true });',
    replace: '',
    test: '__tests__/unit/files/whole-file.test.ts',
  },
  {
    rule: 'the thread that hashes does not get the environment',
    file: 'src/stream/hash/hash-thread.ts',
    find: ', env: {} });',
    replace: ' });',
    test: '__tests__/unit/architecture.test.ts',
  },
];
