import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtFiles } from '../../../electron/main/renderer-files.ts';
import { createResponder } from '../../../electron/main/respond.ts';
import { contentSecurityPolicy, developmentPolicy } from '../../../electron/main/security-headers.ts';

function rendererFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast renderer '));
  mkdirSync(join(folder, 'out', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.js'), 'outside');
  writeFileSync(join(folder, 'out', 'index.html'), '<title>Holdfast</title>');
  writeFileSync(join(folder, 'out', 'assets', 'a b.js'), 'inside');
  writeFileSync(join(folder, 'out', 'notes.txt'), 'of an unknown kind');
  symlinkSync(join(folder, 'secret.js'), join(folder, 'out', 'link.js'));
  return join(folder, 'out');
}

function responder(api: (request: Request) => Promise<Response> = async () => new Response('api')) {
  return createResponder({ files: builtFiles(rendererFolder()), policy: contentSecurityPolicy, api });
}

test('files of the renderer are served with the policy, and only those', async () => {
  const respond = responder();
  const page = await respond(new Request('holdfast://app/?x=1'));
  expect({
    status: page.status,
    type: page.headers.get('content-type'),
    policy: page.headers.get('content-security-policy'),
    text: await page.text(),
  }).toEqual({
    status: 200,
    type: 'text/html; charset=utf-8',
    policy: contentSecurityPolicy,
    text: '<title>Holdfast</title>',
  });
  expect(await (await respond(new Request('holdfast://app/assets/a%20b.js'))).text()).toBe('inside');
  const outside = [
    '/link.js',
    '/..%2fsecret.js',
    '/assets/..%2f..%2fsecret.js',
    '/notes.txt',
    '/%00.js',
    '/%',
    '/assets',
  ];
  const statuses = outside.map(async (path) => (await respond(new Request(`holdfast://app${path}`))).status);
  expect(await Promise.all(statuses)).toEqual(outside.map(() => 404));
});

test('the API is reached below /api, without the prefix, and its bytes are inert as a page', async () => {
  const respond = responder(async (request) => {
    const body = `${request.method} ${request.url} ${await request.text()}`;
    return new Response(body, { status: 201, headers: { 'content-type': 'text/html' } });
  });
  const answer = await respond(
    new Request('holdfast://app/api/v1/sessions?limit=1', { method: 'POST', body: 'hi' }),
  );
  expect({
    status: answer.status,
    text: await answer.text(),
    ...Object.fromEntries(answer.headers),
  }).toMatchObject({
    status: 201,
    text: 'POST holdfast://app/v1/sessions?limit=1 hi',
    'content-type': 'text/html',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
});

test('other hosts, other methods and other origins get 404', async () => {
  const respond = responder();
  const requests = [
    new Request('holdfast://other/'),
    new Request('holdfast://app/', { method: 'POST' }),
    new Request('holdfast://app/api/v1/sessions', { headers: { origin: 'https://evil.example' } }),
    new Request('holdfast://app/api/v1/sessions', { headers: { origin: 'holdfast://other' } }),
  ];
  const statuses = await Promise.all(requests.map(async (request) => (await respond(request)).status));
  expect(statuses).toEqual([404, 404, 404, 404]);
});

test('a stream flows chunk by chunk, and giving it up aborts the core’s request', async () => {
  let send: (text: string) => void = () => {};
  let seen: AbortSignal | undefined;
  const respond = responder(async (request) => {
    seen = request.signal;
    const body = new ReadableStream<Uint8Array>({
      start: (sink) => {
        send = (text) => sink.enqueue(new TextEncoder().encode(text));
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  });
  const answer = await respond(new Request('holdfast://app/api/holdfast/v1/changes'));
  const reader = answer.body?.getReader();
  send('data: 1\n\n');
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data: 1\n\n');
  expect(seen?.aborted).toBe(false);
  await reader?.cancel();
  expect(seen?.aborted).toBe(true);
});

test('development loosens only what Vite needs', () => {
  const changed = developmentPolicy('http://localhost:5173')
    .split('; ')
    .filter((directive) => !contentSecurityPolicy.split('; ').includes(directive));
  expect(changed).toEqual([
    "script-src 'self' 'unsafe-inline'",
    "style-src 'self' 'unsafe-inline'",
    "connect-src 'self' ws://app ws://localhost:5173",
  ]);
});
