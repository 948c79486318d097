/** The small part of lzma-native 8 that labctl uses; the package has no types of its own. */
declare module 'lzma-native' {
  import type { Transform } from 'node:stream';

  /** A decoder for .xz files only. `cleanup` frees its native memory at once. */
  function createStream(
    coder: 'streamDecoder',
    options: { readonly memlimit: number; readonly flags: number },
  ): Transform & { cleanup(): void };

  /** Compresses a whole buffer: tests and the demo make their images with it. */
  function compress(data: Buffer, options: { readonly preset: number }): Promise<Buffer>;

  const lzma: {
    readonly compress: typeof compress;
    readonly createStream: typeof createStream;
    readonly CONCATENATED: number;
    readonly TELL_UNSUPPORTED_CHECK: number;
  };
  export = lzma;
}
