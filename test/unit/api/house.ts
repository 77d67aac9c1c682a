import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import type { Access, HostPort } from '../../../core/api/index.ts';
import { type Runtime, silentLogger, systemRuntime } from '../../../core/base/index.ts';
import { createApiClient } from '../../../core/cli/client.ts';
import { createHoldfast, type Holdfast } from '../../../core/holdfast.ts';
import { parseRehearsalScript } from '../../../core/model/index.ts';
import { environmentKeyPort, type KeyPort } from '../../../core/vault/index.ts';

type Block =
  | { text: string }
  | { thinking: string }
  | { tool_use: { name: string; input: Record<string, unknown> } };

/** The part of a rehearsal script's step that these tests need. */
export interface Step {
  when: { last: 'user' | 'tool_result'; tool?: string; contains?: string; is_error?: boolean };
  reply: { blocks: Block[]; delay_ms?: number };
}

/** Answers every message with this. */
export const sayAlways = (text: string): Step[] => [
  { when: { last: 'user' }, reply: { blocks: [{ text }] } },
];

/** Calls a tool for every message, and says `after` to its result. */
export const callThenSay = (name: string, input: Record<string, unknown>, after: string): Step[] => [
  { when: { last: 'user' }, reply: { blocks: [{ tool_use: { name, input } }] } },
  { when: { last: 'tool_result' }, reply: { blocks: [{ text: after }] } },
];

export interface OpenOptions {
  /** Null: no model from the command line, so that the owner's settings count. */
  steps?: Step[] | null;
  host?: HostPort | null;
  dataDir?: string;
  runtime?: Runtime;
  keyPort?: KeyPort;
  workers?: { data: string; sandbox: string };
}

/** A folder that goes when the test ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast api '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The real house in a new folder: real SQLite, real workers, a rehearsed model. Closed when the test ends. */
export async function openHouse({
  steps = sayAlways('Hello.'),
  host = null,
  dataDir,
  runtime = systemRuntime(),
  keyPort = environmentKeyPort({ env: {}, random: runtime.random }),
  workers = inject('workers'),
}: OpenOptions = {}) {
  const folder = dataDir ?? scratchFolder();
  const holdfast = await createHoldfast({
    dataDir: folder,
    workers,
    host,
    keyPort,
    runtime,
    version: '0.0.0-test',
    logger: silentLogger,
    model:
      steps === null
        ? null
        : { provider: 'rehearsal', script: parseRehearsalScript({ name: 'test', steps }, 'test') },
  });
  onTestFinished(() => holdfast.close());
  return { holdfast, dataDir: folder, ...doorsOf(holdfast) };
}

export const tokens = [
  { token: 'owner-token', scope: 'owner' },
  { token: 'client-token', scope: 'client' },
] as const;
export const loopback: Access = { kind: 'loopback', port: 4711, tokens };

export interface Sent {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  // what came, to be compared as a whole; schemas judge it where shapes matter
  // biome-ignore lint/suspicious/noExplicitAny: a test reads into answers freely
  body: any;
}

/** Ways to call the house: in process, as the window, and over loopback with either token. */
export function doorsOf(holdfast: Holdfast) {
  const send = async (
    access: Access,
    path: string,
    sent: Sent,
    headers: Record<string, string>,
  ): Promise<Answer> => {
    const url = access.kind === 'window' ? `holdfast://app${path}` : `http://127.0.0.1:4711${path}`;
    const body =
      sent.body === undefined
        ? null
        : sent.body instanceof Uint8Array
          ? Buffer.from(sent.body)
          : JSON.stringify(sent.body);
    const method = sent.method ?? (sent.body === undefined ? 'GET' : 'POST');
    const request = new Request(url, { method, body, headers: { ...headers, ...sent.headers } });
    const response = await holdfast.fetch(request, access);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.match(/^application\/json(?:;|$)/) != null;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  const host = { host: '127.0.0.1:4711' };
  return {
    api: (path: string, sent: Sent = {}) => send({ kind: 'in_process' }, path, sent, {}),
    window: (path: string, sent: Sent = {}) => send({ kind: 'window' }, path, sent, {}),
    owner: (path: string, sent: Sent = {}) =>
      send(loopback, path, sent, { ...host, authorization: 'Bearer owner-token' }),
    client: (path: string, sent: Sent = {}) =>
      send(loopback, path, sent, { ...host, 'x-api-key': 'client-token' }),
    stranger: (path: string, sent: Sent = {}) => send(loopback, path, sent, host),
    typed: createApiClient((request) => holdfast.fetch(request, { kind: 'in_process' })),
  };
}

export type House = Awaited<ReturnType<typeof openHouse>>;

/** Resolves with the session's events once it rests for the `count`th time. */
export async function untilIdle({ holdfast }: Pick<House, 'holdfast'>, sessionId: string, count = 1) {
  const events = [];
  const over = AbortSignal.timeout(15_000);
  let rests = 0;
  for await (const { event } of holdfast.log.follow(sessionId, 0, over)) {
    events.push(event);
    if (event.type === 'session.status_idle') rests += 1;
    if (rests === count) return events;
  }
  throw new Error(`the session never rested: ${events.map(({ type }) => type).join(', ')}`);
}
