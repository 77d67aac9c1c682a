import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { environmentKeyPort } from '../../../core/vault/index.ts';
import { createScanner } from '../../../core/vault/scan/scanner.ts';
import { hostile } from '../../support/mcp-servers.ts';
import { openHouse, temporaryFolder } from '../harness/support.ts';
import { filesBelow, ownTemporaryFolder } from './files-on-disk.ts';

vi.setConfig({ testTimeout: 120_000 });

// Two secrets through servers, the sandbox and what is written down on the way; and a control text that the same search must find.

const atServer = 'tok-CANARY-5c1d9e7a3b2f4680bbccddee';
const inProgram = 'env-CANARY-90817263545abcdeffedcba0';
const control = 'CONTROL-6d8f1a3c5e7092b4ffeeddcc';
const scanner = createScanner([atServer, inProgram]);
const controls = createScanner([control]);

/** An MCP server over HTTP that gives its caller's credential back wherever it can: name, description, result, error. */
async function startEcho() {
  const seen = new Set<string>();
  const server = createServer((request, response) => {
    const key = String(request.headers.authorization);
    seen.add(key);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString() || '{}');
      const base64 = Buffer.from(key).toString('base64');
      const answers: Record<string, object> = {
        initialize: {
          protocolVersion: params?.protocolVersion ?? '2025-06-18',
          capabilities: { tools: {} },
          serverInfo: { name: `echo ${key}`, version: '1' },
          instructions: key,
        },
        'tools/list': {
          tools: [
            { name: 'echo', description: `Echoes ${key} and ${control}.`, inputSchema: { type: 'object' } },
          ],
        },
        'tools/call': {
          content: [
            { type: 'text', text: `${control}: ${key}, ${base64}, ${Buffer.from(key).toString('hex')}` },
          ],
        },
      };
      if (id === undefined || request.method !== 'POST')
        return void response.writeHead(request.method === 'POST' ? 202 : 405).end();
      response.writeHead(200, { 'content-type': 'application/json', 'x-key': key });
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result: answers[method] ?? {} }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`, seen };
}

const step = (contains: string, name: string, input: object) => ({
  when: { last: 'user', contains },
  reply: { blocks: [{ thinking: 'It is what the owner wants.' }, { tool_use: { name, input } }] },
});

test('secrets of servers over HTTP and of programs are found in no path: sandbox, shell, memory, errors, exports, log, files, what is temporary', async () => {
  const echo = await startEcho();
  const dataDir = temporaryFolder();
  const temporary = ownTemporaryFolder();
  const keyPort = environmentKeyPort({
    env: { HOLDFAST_KEY: 'correct horse' },
    random: systemRuntime().random,
  });
  const look = `const seen = [JSON.stringify(Object.keys(globalThis)), typeof process === 'undefined' ? '' : JSON.stringify(process)];
console.log(seen.join(' '), '${control}')`;
  const steps = [
    step('http', 'mcp__remote__echo', {}),
    step('program', 'mcp__local__look-up', { word: 'tree' }),
    step('code', 'run_code', { code: look }),
    step('shell', 'bash', { command: `env; set; cat /proc/self/environ; echo ${control} > kept.txt` }),
    step('remember', 'remember', { text: `what I saw: {{last_seen}} ${control}` }),
    { when: { last: 'tool_result' }, reply: { blocks: [{ text: `Seen: {{last_seen}}. ${control}` }] } },
  ];
  const { parseRehearsalScript } = await import('../../../core/model/index.ts');
  const script = parseRehearsalScript(
    {
      name: 'test',
      steps,
      captures: {
        last_seen: [
          { from: 'tool_result', matches: '([\\s\\S]+)' },
          { from: 'user', matches: '([\\s\\S]+)' },
        ],
      },
    },
    'test',
  );
  const house = await openHouse(steps, { dataDir, keyPort, model: { provider: 'rehearsal', script } });
  const answers: unknown[] = [];
  const ask = async <T>(call: Promise<T>): Promise<T | string> => {
    const got = await call.catch((error: unknown) => String(error));
    answers.push(got);
    return got;
  };
  const add = async (name: string, transport: object) => {
    const server = (await house.post('/holdfast/v1/mcp/servers', { name, transport })) as { id: string };
    answers.push(server, await house.post(`/holdfast/v1/mcp/servers/${server.id}`, { is_on: true }));
  };
  await add('remote', { type: 'http', url: echo.url, may_be_private: true, token: atServer });
  await add('local', {
    ...hostile('environment'),
    environment: [{ name: 'API_KEY', value: inProgram, is_secret: true }],
  });
  // what goes wrong at the door is told without it, too
  await ask(
    house.post('/holdfast/v1/mcp/servers', {
      name: 'refused',
      transport: { type: 'http', url: echo.url, token: atServer },
    }),
  );

  // the model repeats whatever it sees, planted variables among it
  await house.post('/holdfast/v1/settings/canaries', { is_on: false });
  const sessionId = await house.session();
  // an owner who allows everything
  const turn = async (words: string) => {
    const from = (await house.events(sessionId)).length;
    await house.say(sessionId, words);
    for await (const { event } of house.holdfast.log.follow(sessionId, from, new AbortController().signal)) {
      if (event.type !== 'session.status_idle') continue;
      if (event.stop_reason.type !== 'requires_action') return;
      const { data } = (await house.get('/holdfast/v1/approvals?status=pending')) as {
        data: { id: string; input_hash: string }[];
      };
      for (const { id, input_hash } of data)
        await house.post(`/holdfast/v1/approvals/${id}`, { decision: 'allow_once', input_hash });
    }
  };
  for (const words of ['http', 'program', 'code', 'shell', 'remember']) await turn(words);
  for (const path of [
    '/holdfast/v1/status', '/holdfast/v1/mcp/servers', '/holdfast/v1/egress', '/v1/vaults', '/holdfast/v1/secrets', '/holdfast/v1/decisions',
    '/holdfast/v1/approvals?status=any', `/holdfast/v1/sessions/${sessionId}/transcript`, `/holdfast/v1/sessions/${sessionId}/egress`,
    '/holdfast/v1/palace/search?q=CANARY', '/holdfast/v1/palace/search?q=CONTROL',
  ]) // biome-ignore format: a list of paths
    await ask(house.get(path));
  for (const format of ['markdown', 'jsonl']) {
    const exported = await house.holdfast.fetch(
      new Request(`http://holdfast/holdfast/v1/sessions/${sessionId}/export?format=${format}`),
      { kind: 'in_process' },
    );
    answers.push(await exported.text());
  }
  await ask(house.post('/holdfast/v1/backups', {}));
  const events = await house.events(sessionId);
  answers.push(events, house.errors);
  const results = events.flatMap((event) =>
    event.type === 'agent.tool_result' ? [JSON.stringify(event.content)] : [],
  );
  // each path was walked to its end
  expect(results.filter((text) => text.includes(control)).length).toBeGreaterThanOrEqual(2);
  expect(results.some((text) => text.includes('hf-placeholder-mcp-'))).toBe(true);
  expect([...echo.seen]).toEqual([`Bearer ${atServer}`]);
  const whileOpen = filesBelow(dataDir);
  const whileTemporary = filesBelow(temporary);
  await house.close();
  writeFileSync(join(temporary, 'planted'), control);
  const places = {
    answers: Buffer.from(JSON.stringify(answers)),
    log: Buffer.from(JSON.stringify(events)),
    open: Buffer.concat(whileOpen),
    closed: Buffer.concat(filesBelow(dataDir)),
    temporary: Buffer.concat([...whileTemporary, ...filesBelow(temporary)]),
  };
  for (const [place, bytes] of Object.entries(places))
    expect([place, scanner.find(bytes).length]).toEqual([place, 0]);
  // the same search finds what was planted
  for (const [place, bytes] of Object.entries(places))
    expect([place, controls.find(bytes).length > 0]).toEqual([place, true]);
});
