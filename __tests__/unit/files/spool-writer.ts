/** A program of its own: writes zeros into a spool, says what became of it, and waits to be killed if asked to. */
import { pipeline } from 'node:stream/promises';
import { LabctlError } from '../../../src/base/errors.ts';
import { openSpool } from '../../../src/files/spool.ts';

const [, , folder = '', mebibytes = '', then = 'exit'] = process.argv;

function* zeros(): Generator<Buffer> {
  for (let at = 0; at < Number(mebibytes); at++) yield Buffer.alloc(2 ** 20);
}

try {
  const spool = await openSpool({ folder, label: 'talos', reserveBytes: 0 });
  await pipeline(zeros(), spool.writable()).finally(() => then === 'exit' && spool.close());
  process.stdout.write(`wrote ${spool.bytes}\n`);
} catch (error) {
  process.stdout.write(error instanceof LabctlError ? error.code : String(error));
}
if (then === 'wait') setInterval(() => {}, 1000);
