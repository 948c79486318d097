/** An address that swallows packets: a port on loopback whose accept queue is full (Linux drops the SYN). */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

export interface BlackHole {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Listens, and then never lets its thread come back to accept a connection. */
const LISTEN_AND_HANG = `
  const { parentPort, workerData } = require('node:worker_threads');
  const server = require('node:net').createServer();
  server.listen({ ...workerData, backlog: 1 }, () => {
    parentPort.postMessage('listening');
    setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 20);
  });
`;

/** Takes the given port of another loopback address than 127.0.0.1. */
export async function startBlackHole(port: number, host = '127.0.0.2'): Promise<BlackHole> {
  const worker = new Worker(LISTEN_AND_HANG, { eval: true, workerData: { host, port } });
  await once(worker, 'message');
  await wait(50);
  const fillers = Array.from({ length: 8 }, () => {
    const socket = connect({ host, port });
    socket.on('error', () => undefined);
    return socket;
  });
  await wait(50);
  return {
    host,
    port,
    async close() {
      for (const socket of fillers) socket.destroy();
      await worker.terminate();
    },
  };
}
