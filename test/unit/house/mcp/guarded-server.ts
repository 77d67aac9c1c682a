import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LocalServer, startServer } from '../../vault/servers.ts';

interface Rpc {
  id?: number;
  method: string;
  params?: { protocolVersion?: string };
}

function answerOf({ method, params }: Rpc): unknown {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params?.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'guarded', version: '1' },
      };
    case 'tools/list':
      return { tools: [{ name: 'look-up', description: 'Looks up.', inputSchema: { type: 'object' } }] };
    default:
      return { content: [{ type: 'text', text: 'Found.' }] };
  }
}

/** Answers a request that is not the protocol's own; false: it is. */
export type Beside = (request: IncomingMessage, response: ServerResponse, body: string) => boolean;

export interface GuardedServer extends LocalServer {
  /** Its address as a server of the protocol. */
  mcp: string;
  /** Every token that came, also wrong ones. */
  tokens: string[];
}

/** A server of the protocol behind a bearer token. What it says to a wrong one quotes it, and `challenge` is its `www-authenticate`. */
export async function startGuardedServer(
  isRight: (token: string) => boolean,
  beside: Beside = () => false,
  challenge: () => string | null = () => null,
): Promise<GuardedServer> {
  const tokens: string[] = [];
  const server = await startServer((request, response) => {
    const body = server.requests.at(-1)?.body ?? '';
    if (beside(request, response, body)) return;
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    tokens.push(token);
    if (!isRight(token)) {
      const said = challenge();
      const headers = { 'content-type': 'text/plain', ...(said !== null && { 'www-authenticate': said }) };
      response.writeHead(401, headers).end(`not ${token}`);
      return;
    }
    if (request.method !== 'POST') {
      response.writeHead(405).end();
      return;
    }
    const message: Rpc = JSON.parse(body);
    if (message.id === undefined) {
      response.writeHead(202).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, result: answerOf(message) }));
  });
  return { ...server, tokens, mcp: `${server.url}/mcp` };
}
