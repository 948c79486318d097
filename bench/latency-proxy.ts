/** A process of its own in front of the S3 server: holds each request back for a while, then passes it on. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { startS3Proxy } from '../__tests__/support/servers/s3-proxy.ts';
import type { Bench } from './bench.ts';

type Settings = { readonly port: number; readonly latencyMs: number };

export type LatencyProxy = { readonly endpoint: string; readonly stop: () => Promise<void> };

/** Starts it for the server at this port. */
export async function startLatencyProxy(bench: Bench, settings: Settings): Promise<LatencyProxy> {
  const child = fork(import.meta.filename, { execArgv: [] });
  const exited = once(child, 'exit');
  const stop = async () => {
    if (child.connected) child.disconnect();
    await exited;
  };
  bench.atEnd(stop);
  const answered = once(child, 'message');
  child.send(settings);
  const failed = exited.then(() => {
    throw new Error('the proxy has ended');
  });
  failed.catch(() => {});
  const [endpoint] = await Promise.race([answered, failed]);
  return { endpoint: String(endpoint), stop };
}

async function serve(settings: Settings): Promise<void> {
  const { endpoint } = await startS3Proxy(settings);
  process.send?.(endpoint);
}

if (import.meta.main) {
  process.once('message', (settings: Settings) => void serve(settings));
  process.on('disconnect', () => process.exit());
  process.on('SIGINT', () => {});
}
