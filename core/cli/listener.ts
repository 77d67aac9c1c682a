import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Access, AccessToken } from '../api/index.ts';
import { HoldfastError } from '../base/index.ts';

const graceMs = 2000;

export interface Listener {
  url: string;
  /**
   * Takes no more requests and resolves when the open ones have ended: answers by themselves, event streams because the
   * house closes. Whatever is still open after two seconds is cut.
   */
  close(): Promise<void>;
}

/**
 * The loopback door: HTTP on 127.0.0.1 and on no other address. `port` 0 takes a free one. Host, Origin and token are
 * checked by the app. Rejects with `conflict` when the port is taken.
 */
export async function listen(
  fetchApi: (request: Request, access: Access) => Promise<Response>,
  options: { port: number; tokens: readonly AccessToken[] },
): Promise<Listener> {
  let access: Access = { kind: 'loopback', port: options.port, tokens: options.tokens };
  const server = createServer(
    getRequestListener(async (request: Request) => fetchApi(request, access), {
      overrideGlobalObjects: false,
    }),
  );
  let isClosing = false;
  // a connection whose last answer ended is kept alive by the client otherwise
  server.on('request', (_request, response) => {
    response.once('close', () => {
      if (isClosing) setImmediate(() => server.closeIdleConnections());
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' ? new HoldfastError('conflict', `port ${options.port} is taken`) : error,
      );
    });
    server.listen(options.port, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  access = { kind: 'loopback', port, tokens: options.tokens };
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        isClosing = true;
        const cutting = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(cutting);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
