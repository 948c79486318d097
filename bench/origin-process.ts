/** Starts the origin's process and tells it what to serve. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OriginAnswer, OriginOrder } from './origin-messages.ts';

export type OriginProcess = {
  readonly pid: number;
  /** `https://localhost:<port>` */
  readonly origin: string;
  /** Path of the authority to trust. */
  readonly caFile: string;
  /** What is served from now on; answers how many requests have come since the call before. */
  serve(order: Partial<OriginOrder>): Promise<number>;
  stop(): Promise<void>;
};

export async function startOriginProcess(folder: string): Promise<OriginProcess> {
  const child = fork(join(import.meta.dirname, 'origin.ts'), { execArgv: [] });
  const exited = once(child, 'exit').then(() => {
    throw new Error('the origin has ended');
  });
  exited.catch(() => {});
  const tell = async (order: OriginOrder): Promise<OriginAnswer> => {
    const answered = once(child, 'message');
    child.send(order);
    const [answer] = await Promise.race([answered, exited]);
    return answer as OriginAnswer;
  };
  const nothing: OriginOrder = { files: [], latencyMs: 0, bytesPerSecond: 0 };
  const { port, ca } = await tell(nothing);
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, ca);
  return {
    pid: child.pid ?? 0,
    origin: `https://localhost:${port}`,
    caFile,
    serve: async (order) => (await tell({ ...nothing, ...order })).requests,
    async stop() {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.signalCode === null) {
        child.disconnect();
        await ended;
      }
    },
  };
}
