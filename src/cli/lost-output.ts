/** Output that could not be written: a run whose report nobody can read is no success. */
import type { Writable } from 'node:stream';

export type LostOutput = {
  /** Of a run that came to this exit code by itself. */
  exitCode(ownCode: number): number;
};

/**
 * Keeps the process alive when a stream fails. `labctl … | head` closes the pipe: nobody reads on, and what is under way
 * is brought to its end without a word. Any other failure, such as a full disk, is told on the other stream.
 */
export function watchOutput(stdout: Writable, stderr: Writable): LostOutput {
  let isLost = false;
  const watch = (stream: Writable, name: string, tell: (line: string) => void) => {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || isLost) return;
      isLost = true;
      tell(`error: ${name} could not be written: ${error.message} [FILE_FAILED]\n`);
    });
  };
  watch(stdout, 'the output', (line) => stderr.write(line));
  // What goes to stdout may be one JSON document.
  watch(stderr, 'the log', () => {});
  return { exitCode: (ownCode) => (isLost && ownCode === 0 ? 1 : ownCode) };
}
