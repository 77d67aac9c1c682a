import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface LocalProxy {
  url: string;
  /** Every `host:port` that was asked for. */
  asked: string[];
  /** Requests that came without CONNECT: there should be none. */
  plain: string[];
}

/** A real HTTP proxy on 127.0.0.1 (CONNECT, RFC 9110) that leads every host to a local port; `portOf` may refuse one with null. */
export async function startProxy(portOf: (host: string) => number | null): Promise<LocalProxy> {
  const asked: string[] = [];
  const plain: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((request, response) => {
    plain.push(request.url ?? '');
    response.writeHead(405).end();
  });
  server.on('connection', (socket) => open.add(socket));
  server.on('connect', (request, client: Socket, head) => {
    asked.push(request.url ?? '');
    const port = portOf(request.url ?? '');
    if (port === null) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const target = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.write(head);
      target.pipe(client).pipe(target);
    });
    open.add(target);
    for (const socket of [client, target]) socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, plain };
}
