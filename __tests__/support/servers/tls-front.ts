/** TLS in front of a server of the tests that speaks plain http, as a store on the internet has it. */
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import tls from 'node:tls';
import { createCertificate } from './certificate.ts';

export type TlsFront = { readonly endpoint: string; readonly stop: () => Promise<void> };

/** Hands on what comes to the server at this port of loopback. */
export async function startTlsFront(port: number): Promise<TlsFront> {
  const { key, cert } = await createCertificate();
  const server = tls.createServer({ key, cert }, (client) => {
    const behind = net.connect(port, '127.0.0.1');
    pipeline(client, behind, client, () => undefined);
  });
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `https://localhost:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
