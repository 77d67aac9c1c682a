import { expect, onTestFinished, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { createEgress, type EgressEntry, type EgressOptions } from '../../../core/vault/index.ts';
import { type LocalServer, startServer } from './servers.ts';

const secret = 'sk-test-0123456789abcdefghijklmnop';
const placeholder = 'hf-placeholder-model';

function setUp(hosts: string[], options: Partial<EgressOptions> = {}) {
  const journal: EgressEntry[] = [];
  const settled: EgressEntry[] = [];
  const egress = createEgress({
    runtime: systemRuntime(),
    resolveCredential: async (name) => (name === 'model' ? { value: secret, hosts } : undefined),
    journal: (entry) => {
      journal.push(entry);
    },
    settled: (entry) => settled.push(entry),
    ...options,
  });
  onTestFinished(() => egress.close());
  return { egress, journal, settled };
}

const door = (server: LocalServer, credential?: string) => ({
  scheme: 'http' as const,
  host: '127.0.0.1',
  port: server.port,
  reason: 'test',
  ...(credential !== undefined && { credential }),
});

const withKey = { headers: { authorization: `Bearer ${placeholder}` } };

test('the secret goes to the credential’s host in the header, and the journal has its name only', async () => {
  const server = await startServer((_, response) => response.end('fine'));
  const { egress, journal, settled } = setUp([`127.0.0.1:${server.port}`]);
  egress.grant(door(server, 'model'));
  const fetch = egress.fetchFor({ sessionId: 'sesn_1', callId: 'toolu_1' });
  const response = await fetch(`${server.url}/v1/messages?q=1`, {
    method: 'POST',
    body: 'héllo',
    ...withKey,
  });
  expect(await response.text()).toBe('fine');
  expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${secret}`);
  const left = {
    id: expect.stringMatching(/^egress_/),
    at: expect.any(String),
    outcome: 'sent',
    method: 'POST',
    scheme: 'http',
    host: '127.0.0.1',
    port: server.port,
    path: '/v1/messages',
    bytes_out: 106,
    bytes_in: 0,
    status: null,
    credential: 'model',
    error: null,
    session_id: 'sesn_1',
    call_id: 'toolu_1',
  };
  expect(journal).toEqual([left]);
  expect(settled).toEqual([{ ...left, outcome: 'answered', status: 200, bytes_in: 4 }]);
  await fetch(server.url, { headers: { 'X-Api-Key': placeholder } });
  expect(server.requests[1]?.headers['x-api-key']).toBe(secret);
});

test('a host without a grant is refused before anything is sent, loopback too', async () => {
  const server = await startServer((_, response) => response.end());
  const other = await startServer((_, response) => response.end());
  const { egress, journal } = setUp([]);
  const grant = egress.grant(door(other));
  await expect(egress.fetch(server.url)).rejects.toMatchObject({ code: 'egress_refused' });
  await expect(egress.fetch(`http://localhost:${other.port}`)).rejects.toMatchObject({
    code: 'egress_refused',
  });
  await expect(egress.fetch(`https://127.0.0.1:${other.port}`)).rejects.toMatchObject({
    code: 'egress_refused',
  });
  expect((await egress.fetch(`http://[::ffff:127.0.0.1]:${other.port}`)).status).toBe(200);
  expect(egress.revoke(grant.id)).toBe(true);
  await expect(egress.fetch(other.url)).rejects.toMatchObject({ code: 'egress_refused' });
  expect(egress.list()).toEqual([]);
  expect([server.requests.length, other.requests.length]).toEqual([0, 1]);
  expect(journal.map((entry) => entry.outcome)).toEqual(['refused', 'refused', 'refused', 'sent', 'refused']);
});

test('a granted name that leads into a private network is refused, unless that was granted', async () => {
  const sent: unknown[] = [];
  const { egress } = setUp([], {
    lookup: async () => ['93.184.216.34', '169.254.169.254'],
    dialler: {
      async dial({ target, addresses }) {
        sent.push([target.url.href, addresses]);
        return { status: 200, statusText: '', headers: new Headers(), body: null };
      },
      async close() {},
    },
  });
  egress.grant({ scheme: 'https', host: 'rebind.example.com', port: 443, reason: 'test' });
  await expect(egress.fetch('https://rebind.example.com/')).rejects.toMatchObject({ code: 'egress_refused' });
  egress.grant({
    scheme: 'https',
    host: 'rebind.example.com',
    port: 443,
    reason: 'own network',
    network: 'private',
  });
  await egress.fetch('https://rebind.example.com/');
  expect(sent).toEqual([['https://rebind.example.com/', ['93.184.216.34', '169.254.169.254']]]);
});

test.each<[string, string, RequestInit]>([
  ['in the query', `/?key=${placeholder}`, {}],
  ['in the path, percent-encoded', '/%68f-placeholder-model', {}],
  ['in the path, encoded twice', '/%2568f-placeholder-model', {}],
  ['in another header', '/', { headers: { cookie: `k=${placeholder}` } }],
  ['in a header of its own', '/', { headers: { 'x-custom': placeholder } }],
  ['within a longer authorization', '/', { headers: { authorization: `Bearer x${placeholder}` } }],
  [
    'twice in one header',
    '/',
    { headers: { authorization: `Bearer ${placeholder}, Bearer ${placeholder}` } },
  ],
  ['in upper case', '/', { headers: { authorization: `Bearer ${placeholder.toUpperCase()}` } }],
  ['in a text body', '/', { method: 'POST', body: JSON.stringify({ key: placeholder }) }],
  ['in a byte body', '/', { method: 'POST', body: Buffer.from(placeholder) }],
  ['in a form', '/', { method: 'POST', body: new URLSearchParams({ key: placeholder }) }],
  ['in a blob', '/', { method: 'POST', body: new Blob([placeholder]) }],
  ['of another credential', '/', { headers: { authorization: 'Bearer hf-placeholder-other' } }],
])('a placeholder %s is refused and nothing leaves', async (_where, path, init) => {
  const server = await startServer((_, response) => response.end());
  const { egress } = setUp([`127.0.0.1:${server.port}`]);
  egress.grant(door(server, 'model'));
  await expect(egress.fetch(server.url + path, init)).rejects.toMatchObject({
    code: 'egress_placeholder_misplaced',
  });
  expect(server.requests).toEqual([]);
});

test('a placeholder for a host that is not the credential’s, or not the grant’s, is refused', async () => {
  const server = await startServer((_, response) => response.end());
  const { egress } = setUp(['api.example.com', `127.0.0.1:${server.port + 1}`]);
  egress.grant(door(server, 'model'));
  await expect(egress.fetch(server.url, withKey)).rejects.toMatchObject({
    code: 'egress_placeholder_misplaced',
  });
  egress.grant(door(server));
  await expect(egress.fetch(server.url, withKey)).rejects.toMatchObject({
    code: 'egress_placeholder_misplaced',
  });
  egress.grant(door(server, 'gone'));
  const gone = egress.fetch(server.url, { headers: { authorization: 'Bearer hf-placeholder-gone' } });
  await expect(gone).rejects.toMatchObject({ code: 'credential_not_found' });
  expect(server.requests).toEqual([]);
});

test('a placeholder split over the chunks of a streamed body stops the request', async () => {
  const server = await startServer((_, response) => response.end());
  const { egress } = setUp([`127.0.0.1:${server.port}`]);
  egress.grant(door(server, 'model'));
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of ['{"key":"hf-place', 'holder-mod', 'el"}']) controller.enqueue(Buffer.from(piece));
      controller.close();
    },
  });
  const sending = egress.fetch(server.url, { method: 'POST', body, duplex: 'half' });
  await expect(sending).rejects.toMatchObject({ code: 'egress_placeholder_misplaced' });
  expect(server.requests).toEqual([]);
});

test('where a grant lets conversations pass, a placeholder in the body arrives as a placeholder', async () => {
  const server = await startServer((_, response) => response.end());
  const { egress } = setUp([`127.0.0.1:${server.port}`]);
  egress.grant({ ...door(server, 'model'), placeholdersInBody: 'pass' });
  await egress.fetch(server.url, { method: 'POST', body: `what is ${placeholder}?`, ...withKey });
  expect(server.requests[0]?.body).toBe(`what is ${placeholder}?`);
});

test.each(['host', 'proxy-authorization', 'transfer-encoding', 'content-length'])(
  'the header %s cannot steer the connection',
  async (name) => {
    const server = await startServer((_, response) => response.end());
    const { egress } = setUp([]);
    egress.grant(door(server));
    await expect(egress.fetch(server.url, { headers: { [name]: '1' } })).rejects.toMatchObject({
      code: 'invalid_request',
    });
  },
);

test('a redirect to a host without a grant is refused, to a granted one it drops every credential', async () => {
  const evil = await startServer((_, response) => response.end('evil'));
  const server = await startServer((_, response) => {
    response.writeHead(302, { location: `${evil.url}/collect` }).end();
  });
  const { egress } = setUp([`127.0.0.1:${server.port}`, `127.0.0.1:${evil.port}`]);
  egress.grant(door(server, 'model'));
  await expect(egress.fetch(server.url, withKey)).rejects.toMatchObject({ code: 'egress_refused' });
  expect(evil.requests).toEqual([]);
  egress.grant(door(evil, 'model'));
  const headers = { ...withKey.headers, cookie: 'a=b', accept: 'text/plain' };
  expect(await (await egress.fetch(server.url, { headers })).text()).toBe('evil');
  expect(evil.requests[0]?.headers).toMatchObject({ accept: 'text/plain' });
  expect(evil.requests[0]?.headers).not.toHaveProperty('authorization');
  expect(evil.requests[0]?.headers).not.toHaveProperty('cookie');
});

test('a redirect within the same place keeps the credential, and there and back again does not bring it back', async () => {
  const middle = await startServer((_, response) => {
    response.writeHead(302, { location: `${server.url}/end` }).end();
  });
  const server = await startServer((request, response) => {
    if (request.url === '/start') response.writeHead(307, { location: '/away' }).end();
    else if (request.url === '/away') response.writeHead(302, { location: middle.url }).end();
    else response.end('end');
  });
  const { egress } = setUp([`127.0.0.1:${server.port}`]);
  egress.grant(door(server, 'model'));
  egress.grant(door(middle));
  await egress.fetch(`${server.url}/start`, withKey);
  const seen = server.requests.map((request) => [request.path, request.headers.authorization]);
  expect(seen).toEqual([
    ['/start', `Bearer ${secret}`],
    ['/away', `Bearer ${secret}`],
    ['/end', undefined],
  ]);
});

test.each([
  ['a user name', 'http://127.0.0.1@evil.example/', 'egress_address_invalid'],
  ['another scheme', 'file:///etc/passwd', 'egress_address_invalid'],
  ['a backslash', 'http:\\\\evil.example', 'egress_address_invalid'],
  ['a scheme-less host', '//evil.example/', 'egress_refused'],
  ['the metadata address', 'http://169.254.169.254/', 'egress_refused'],
  ['a placeholder', `/?k=${placeholder}`, 'egress_placeholder_misplaced'],
])('a redirect to %s is refused', async (_name, location, code) => {
  const server = await startServer((_, response) => {
    response.writeHead(302, { location }).end();
  });
  const { egress } = setUp([`127.0.0.1:${server.port}`]);
  egress.grant(door(server, 'model'));
  await expect(egress.fetch(server.url, withKey)).rejects.toMatchObject({ code });
});

test('a body is not sent to another place by a redirect; 303 turns into a GET', async () => {
  const other = await startServer((_, response) => response.end('other'));
  const server = await startServer((request, response) => {
    response.writeHead(request.url === '/303' ? 303 : 307, { location: other.url }).end();
  });
  const { egress } = setUp([]);
  egress.grant(door(server));
  egress.grant(door(other));
  const post = { method: 'POST', body: 'private words' };
  await expect(egress.fetch(`${server.url}/307`, post)).rejects.toMatchObject({ code: 'egress_refused' });
  expect(await (await egress.fetch(`${server.url}/303`, post)).text()).toBe('other');
  expect(other.requests.map(({ method, body }) => [method, body])).toEqual([['GET', '']]);
});

test('endless redirects end, and manual ones are handed over', async () => {
  const server = await startServer((_, response) => {
    response.writeHead(302, { location: '/again' }).end();
  });
  const { egress } = setUp([]);
  egress.grant(door(server));
  await expect(egress.fetch(server.url)).rejects.toMatchObject({ code: 'egress_too_many_redirects' });
  expect(server.requests).toHaveLength(6);
  expect((await egress.fetch(server.url, { redirect: 'manual' })).status).toBe(302);
  await expect(egress.fetch(server.url, { redirect: 'error' })).rejects.toMatchObject({
    code: 'egress_refused',
  });
});

test('an echo of the secret is scrubbed from headers, status text and body, also across chunks', async () => {
  const server = await startServer((request, response) => {
    const echo = String(request.headers.authorization);
    response.writeHead(200, `see ${echo}`, { 'x-echo': echo, 'set-cookie': [`a=${secret}`, 'b=2'] });
    const text = `you sent ${echo}, yes ${echo.slice(0, 20)}`;
    let at = 0;
    const next = () => {
      if (at >= text.length) response.end();
      else response.write(text.slice(at, at + 7), next);
      at += 7;
    };
    next();
  });
  const { egress } = setUp([`127.0.0.1:${server.port}`]);
  egress.grant(door(server, 'model'));
  const response = await egress.fetch(server.url, withKey);
  const everything = `${response.statusText} ${JSON.stringify([...response.headers])} ${await response.text()}`;
  expect(everything).not.toContain(secret);
  expect(everything).toContain(
    `you sent Bearer ${'*'.repeat(secret.length)}, yes Bearer ${secret.slice(0, 13)}`,
  );
  expect(response.headers.getSetCookie()).toEqual(['a=[redacted]', 'b=2']);
});

test('a streamed body passes through as it comes', async () => {
  let finish = () => {};
  const server = await startServer((_, response) => {
    response.write('first');
    finish = () => response.end('second');
  });
  const { egress } = setUp([`127.0.0.1:${server.port}`]);
  egress.grant(door(server, 'model'));
  const response = await egress.fetch(server.url, withKey);
  const reader = response.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
  finish();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('second');
});

test('errors of the network are TypeErrors that repeat nothing of what was sent', async () => {
  const server = await startServer((_, response) => response.socket?.destroy());
  const { egress } = setUp([`127.0.0.1:${server.port}`]);
  egress.grant(door(server, 'model'));
  const error: unknown = await egress.fetch(server.url, withKey).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ message: 'fetch failed: UND_ERR_SOCKET', cause: { code: 'UND_ERR_SOCKET' } });
  const talkative = setUp(['api.example.com'], {
    lookup: async () => ['1.1.1.1'],
    dialler: {
      async dial({ headers }) {
        throw new TypeError(`cannot send ${JSON.stringify([...headers])}`);
      },
      async close() {},
    },
  });
  talkative.egress.grant({
    scheme: 'https',
    host: 'api.example.com',
    port: 443,
    reason: 'test',
    credential: 'model',
  });
  const failure: unknown = await talkative.egress
    .fetch('https://api.example.com/', withKey)
    .catch((caught: unknown) => caught);
  const { message, stack, cause } = failure as Error;
  expect(`${message} ${stack} ${JSON.stringify(cause)}`).not.toContain(secret);
});

test('an abort rejects with the caller’s own reason, before and within the body', async () => {
  const server = await startServer((_, response) => {
    response.write('x');
  });
  const { egress } = setUp([`127.0.0.1:${server.port}`]);
  egress.grant(door(server, 'model'));
  const controller = new AbortController();
  const response = await egress.fetch(server.url, { ...withKey, signal: controller.signal });
  const reason = new Error('enough');
  const reading = response.text();
  controller.abort(reason);
  await expect(reading).rejects.toBe(reason);
  await expect(egress.fetch(server.url, { signal: controller.signal })).rejects.toBe(reason);
});

test('what cannot be journalled does not leave', async () => {
  const server = await startServer((_, response) => response.end());
  const { egress } = setUp([], {
    journal: () => {
      throw new Error('disk full');
    },
  });
  egress.grant(door(server));
  await expect(egress.fetch(server.url)).rejects.toThrow('disk full');
  expect(server.requests).toEqual([]);
});
