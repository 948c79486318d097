/** A small CONNECT proxy on loopback, well-behaved or not. */
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export type ProxiedConnect = {
  /** `host:port`. */
  readonly target: string;
  readonly authorization: string | undefined;
};

export interface ConnectProxy {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly connects: readonly ProxiedConnect[];
  /** Connections of clients that are open at this moment. */
  openConnections(): number;
  close(): Promise<void>;
}

export type ConnectProxyOptions = {
  /** Answers CONNECT with this instead of 200, so many times. */
  readonly status?: number;
  readonly times?: number;
  /** Leads every tunnel to this port of loopback, wherever the client wanted to go. */
  readonly leadsTo?: number;
  /** Never answers CONNECT. */
  readonly stall?: boolean;
  /** `user:password`; anything else gets 407. */
  readonly login?: string;
};

/** Starts a proxy on a free port. */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const { status = 200, times = Infinity, stall = false, login, leadsTo } = options;
  const connects: ProxiedConnect[] = [];
  const sockets = new Set<Duplex>();
  const clients = new Set<Socket>();
  const server = http.createServer();

  server.on('connection', (socket: Socket) => {
    track(socket);
    clients.add(socket);
    socket.once('close', () => clients.delete(socket));
  });
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    const target = request.url ?? '';
    const authorization = request.headers['proxy-authorization'];
    connects.push({ target, authorization });
    client.on('error', () => client.destroy());
    if (stall) {
      // Reads, or it would not notice that the client has gone.
      client.resume().once('end', () => client.destroy());
      return;
    }
    const wanted = login && `Basic ${Buffer.from(login).toString('base64')}`;
    if (wanted !== undefined && authorization !== wanted) return answer(client, 407);
    if (status !== 200 && connects.length <= times) return answer(client, status);
    const { hostname, port } = new URL(`http://${target}`);
    const host = leadsTo === undefined ? hostname.replace(/^\[|\]$/g, '') : '127.0.0.1';
    const upstream = connect(leadsTo ?? Number(port), host);
    track(upstream);
    upstream.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    upstream.once('close', () => client.destroy());
    client.once('close', () => upstream.destroy());
  });

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    connects,
    openConnections: () => clients.size,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };

  function track(socket: Duplex): void {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  }
}

function answer(client: Duplex, status: number): void {
  const head = `HTTP/1.1 ${status} No\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 5\r\n\r\nproxy`;
  client.end(head);
}
