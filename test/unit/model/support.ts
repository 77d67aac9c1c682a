import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import {
  type AnthropicProviderOptions,
  createAnthropicProvider,
  type ModelProvider,
  type ModelRequest,
  type ModelStreamEvent,
} from '../../../core/model/index.ts';
import { createEgress } from '../../../core/vault/index.ts';

export const key = 'sk-test-real-key-0123456789';

/** A provider that goes out through a real egress with a real key, to a server on 127.0.0.1. */
export function providerFor(url: string, options: Partial<AnthropicProviderOptions> = {}): ModelProvider {
  const runtime = systemRuntime();
  const port = Number(new URL(url).port);
  const host = `127.0.0.1:${port}`;
  const egress = createEgress({ runtime, resolveCredential: async () => ({ value: key, hosts: [host] }) });
  egress.grant({
    scheme: 'http',
    host: '127.0.0.1',
    port,
    credential: 'model',
    reason: 'test',
    placeholdersInBody: 'pass',
  });
  return createAnthropicProvider({
    baseUrl: url,
    model: 'test-model',
    credential: 'model',
    fetch: egress.fetch,
    runtime,
    ...options,
  });
}

export function ask(text: string, more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: 'test-model',
    maxTokens: 1024,
    system: [],
    tools: [],
    messages: [{ role: 'user', content: [{ type: 'text', text }] }],
    ...more,
  };
}

export async function collect(
  provider: ModelProvider,
  request: ModelRequest,
  signal: AbortSignal = new AbortController().signal,
): Promise<ModelStreamEvent[]> {
  const events: ModelStreamEvent[] = [];
  for await (const event of provider.stream(request, signal)) events.push(event);
  return events;
}

/** Whole blocks of an answer, in order. */
export function blocksOf(events: ModelStreamEvent[]) {
  return events.flatMap((event) => (event.type === 'block_stop' ? [event.block] : []));
}

export function textOf(events: ModelStreamEvent[]): string {
  return events.flatMap((event) => (event.type === 'text_delta' ? [event.text] : [])).join('');
}

export interface RawServer {
  url: string;
  requests: { path: string; headers: IncomingHttpHeaders; body: Record<string, unknown> }[];
  /** Resolves when the nth connection's response was closed before its end. */
  nextClose(): Promise<void>;
  /** Resolves when a request came that fits, also when it is already there. */
  nextRequest(fits: (body: Record<string, unknown>) => boolean): Promise<void>;
}

/** A server that answers with whatever bytes the test wants. */
export async function startRaw(answer: (response: ServerResponse) => void): Promise<RawServer> {
  const requests: RawServer['requests'] = [];
  const closed: (() => void)[] = [];
  const waiting: { fits: (body: Record<string, unknown>) => boolean; resolve: () => void }[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    response.on('close', () => {
      if (!response.writableFinished) for (const resolve of closed.splice(0)) resolve();
    });
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Record<string, unknown>;
      requests.push({ path: request.url ?? '', headers: request.headers, body });
      answer(response);
      for (const { fits, resolve } of waiting) if (fits(body)) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    nextClose: () => new Promise((resolve) => closed.push(resolve)),
    nextRequest: (fits) =>
      new Promise((resolve) => {
        if (requests.some(({ body }) => fits(body))) resolve();
        else waiting.push({ fits, resolve });
      }),
  };
}

/** Frames as the protocol has them. */
export function frames(...events: { type: string; [key: string]: unknown }[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}
