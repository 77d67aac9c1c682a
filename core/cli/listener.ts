import { createAdaptorServer } from '@hono/node-server';
import type { Access, AccessToken } from '../api/index.ts';
import { HoldfastError } from '../base/index.ts';

export interface Listener {
  url: string;
  /** Takes no more requests and ends those that are open. */
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
  const server = createAdaptorServer({
    fetch: (request: Request) => fetchApi(request, access),
    overrideGlobalObjects: false,
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
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
