import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import {
  createEgress,
  type EgressEntry,
  type EgressOptions,
  parseTarget,
} from '../../../core/vault/index.ts';
import { createTurnstile } from '../../../core/vault/limits.ts';
import { createScanner } from '../../../core/vault/scan/scanner.ts';
import { keyPlaces } from '../../../core/vault/substitute.ts';
import { encodings } from './encodings.ts';
import { type LocalServer, startServer } from './servers.ts';

const secret = 'sk-hostile-0123456789abcdefGHIJKL';
const unused = 'ghp_neverSentAnywhere-0987654321';
const limits = {
  connectMs: 2000,
  firstByteMs: 1200,
  idleMs: 1200,
  totalMs: 3000,
  responseBytes: 1024 * 1024,
};

function setUp(options: Partial<EgressOptions> & { hosts?: string[] } = {}) {
  const settled: EgressEntry[] = [];
  const scanner = createScanner([secret, unused]);
  const egress = createEgress({
    runtime: systemRuntime(),
    resolveCredential: async () => ({ value: secret, hosts: options.hosts ?? ['*'] }),
    scanner: async () => scanner,
    settled: (entry) => settled.push(entry),
    limits,
    ...options,
  });
  onTestFinished(() => egress.close());
  return { egress, settled };
}

const doorOf = ({ port }: { port: number }) => ({
  scheme: 'http' as const,
  host: '127.0.0.1',
  port,
  reason: 'test',
  credential: 'model',
});
const withKey = { headers: { 'x-api-key': 'hf-placeholder-model' } };
const errorOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'it went through',
    (error: unknown) => error,
  );
const isClean = (text: string) => createScanner([secret, unused]).find(Buffer.from(text)).length === 0;

test.each(encodings)(
  'a server that echoes the key, and one it never saw, as %s gets neither to the reader',
  async (_name, write) => {
    const all = `${write(secret)} and ${write(unused)}`;
    const printable = /^[\x21-\x7e]+$/.test(write(secret));
    const server = await startServer((_, response) => {
      const headers: Record<string, string> = printable
        ? { 'x-echo': write(secret), 'set-cookie': `k=${write(unused)}` }
        : {};
      response.writeHead(418, headers).end(`{"you sent":"${all}"}`);
    });
    const { egress } = setUp();
    egress.grant(doorOf(server));
    const response = await egress.fetch(server.url, withKey);
    const seen = `${response.statusText}\n${JSON.stringify([...response.headers])}\n${await response.text()}`;
    expect(server.requests[0]?.headers['x-api-key']).toBe(secret);
    expect(seen).toContain('you sent');
    expect(isClean(seen)).toBe(true);
  },
);

test.each(encodings)(
  'a request that carries a stored secret as %s does not leave: address, header, body',
  async (_name, write) => {
    const server = await startServer((_, response) => response.end());
    const { egress, settled } = setUp();
    egress.grant({ ...doorOf(server), placeholdersInBody: 'pass' });
    const written = write(unused);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const bytes = Buffer.from(written);
        controller.enqueue(bytes.subarray(0, 11));
        controller.enqueue(bytes.subarray(11));
        controller.close();
      },
    });
    const tries = [
      egress.fetch(`${server.url}/?q=${encodeURIComponent(written)}`),
      egress.fetch(`${server.url}/${encodeURIComponent(written)}/x`),
      egress.fetch(server.url, { method: 'POST', body: `before ${written} after` }),
      egress.fetch(server.url, { method: 'POST', body: gzipSync(written) }),
      ...(/^[\x20-\x7e]+$/.test(written)
        ? [egress.fetch(server.url, { headers: { 'x-note': written } })]
        : []),
    ];
    for (const error of await Promise.all(tries.map(errorOf)))
      expect(error).toMatchObject({ code: 'egress_leak' });
    // gzip within base64 is only seen where it is whole
    if (!_name.startsWith('gzip'))
      expect(await errorOf(egress.fetch(server.url, { method: 'POST', body, duplex: 'half' }))).toMatchObject(
        { code: 'egress_leak' },
      );
    expect(server.requests).toEqual([]);
    expect(isClean(JSON.stringify(settled))).toBe(true);
  },
);

test('a name that answers differently the second time is dialled where it was checked', async () => {
  const evil = await startServer((_, response) => response.end('inside'));
  const good = await startServer((_, response) => response.end('outside'));
  let asked = 0;
  const { egress } = setUp({
    lookup: async () => {
      asked += 1;
      return asked === 1 ? ['127.0.0.1'] : ['127.0.0.2'];
    },
  });
  egress.grant({ ...doorOf(good), host: 'rebind.example.com', network: 'private' });
  // the platform would ask again, and there is no such name
  const response = await egress.fetch(`http://rebind.example.com:${good.port}/`);
  expect([await response.text(), asked, evil.requests.length]).toEqual(['outside', 1, 0]);
  expect(good.requests[0]?.headers.host).toBe(`rebind.example.com:${good.port}`);
});

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
  '198.18.0.1',
  '::1',
  '::',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::a00:1',
  '2002:7f00:1::1',
  '2002:a00:1::',
])('a granted public name that leads to %s is refused', async (address) => {
  const { egress } = setUp({ lookup: async () => ['93.184.216.34', address] });
  egress.grant({ scheme: 'https', host: 'name.example.com', port: 443, reason: 'test' });
  expect(await errorOf(egress.fetch('https://name.example.com/'))).toMatchObject({ code: 'egress_refused' });
});

test.each([
  ['http://2130706433', 'decimal'],
  ['http://0177.0.0.1', 'octal'],
  ['http://0x7f.1', 'hexadecimal'],
  ['http://127.1', 'short'],
  ['http://[::ffff:7f00:1]', 'IPv4 in IPv6'],
  ['http://127.0.0.1.', 'a dot behind'],
  ['http://①②⑦.⓪.⓪.①', 'circled digits'],
])('%s (%s) is the address it stands for, and nothing else', (address) => {
  expect(parseTarget(address).host).toBe('127.0.0.1');
});

test.each([
  'http://127.0.0.1\0.api.example.com/',
  'http://api.example.com\\@evil.example/',
  'http://user@api.example.com/',
  'http://api.exa\tmple.com/',
  'http://api.example.com\n.evil.example/',
  'http:///evil.example/',
  'ftp://api.example.com/',
  'http://api.example.com:0/',
  'http://api.example.com%00.evil.example/',
  'http://api..example.com/',
  'javascript:alert(1)',
])('%j is refused as an address', (address) => {
  expect(() => parseTarget(address)).toThrowError(
    expect.objectContaining({ code: 'egress_address_invalid' }),
  );
});

test('a name that only looks like the granted one is another name', async () => {
  const { egress } = setUp({ lookup: async () => ['93.184.216.34'] });
  egress.grant({ scheme: 'https', host: 'api.example.com', port: 443, reason: 'test' });
  for (const host of [
    'аpi.example.com',
    'api.example.com.evil.example',
    'xapi.example.com',
    'api.example.co',
  ])
    expect(await errorOf(egress.fetch(`https://${host}/`))).toMatchObject({ code: 'egress_refused' });
});

test('a door for some methods and paths is no door for others', async () => {
  const server = await startServer((_, response) => response.end('ok'));
  const { egress } = setUp();
  const door = {
    scheme: 'http' as const,
    host: '127.0.0.1',
    port: server.port,
    network: 'private' as const,
    methods: ['GET'],
    paths: ['/v1/'],
  };
  const send = egress.fetchFor({ sessionId: 'sesn_1', only: [door] });
  expect((await send(`${server.url}/v1/things?x=1`)).status).toBe(200);
  expect((await send(`${server.url}/v1`)).status).toBe(200);
  for (const [path, method] of [
    ['/v1/x', 'POST'],
    ['/v10', 'GET'],
    ['/v1/../admin', 'GET'],
    ['/v1/%2e%2e/admin', 'GET'],
    ['/v1/..%2fadmin', 'GET'],
    ['/v1//admin', 'GET'],
    ['/', 'GET'],
  ] as const)
    expect([path, await errorOf(send(server.url + path, { method }))]).toMatchObject([
      path,
      { code: 'egress_refused' },
    ]);
  expect(server.requests.map(({ path }) => path)).toEqual(['/v1/things?x=1', '/v1']);
});

test.each<[string, (response: ServerResponse) => void, string]>([
  ['never answers', () => {}, 'UND_ERR_HEADERS_TIMEOUT'],
  ['falls silent within the answer', (response) => response.write('half'), 'UND_ERR_BODY_TIMEOUT'],
  [
    'breaks off',
    (response) => void response.write('half', () => response.socket?.destroy()),
    'UND_ERR_SOCKET',
  ],
])('a server that %s is given up', async (_what, answer, code) => {
  const server = await startServer((_, response) => answer(response));
  const { egress, settled } = setUp();
  egress.grant(doorOf(server));
  const error = await errorOf(egress.fetch(server.url, withKey).then((response) => response.text()));
  expect(error).toMatchObject({ message: `fetch failed: ${code}`, cause: { code } });
  expect(settled).toMatchObject([{ outcome: 'failed' }]);
});

test('an answer that drips for ever ends with its whole time, a conversation does not', async () => {
  const drip = (response: ServerResponse) => {
    const timer = setInterval(() => response.write('.'), 200);
    response.on('close', () => clearInterval(timer));
  };
  const server = await startServer((_, response) => drip(response));
  const { egress } = setUp({ limits: { ...limits, totalMs: 900 } });
  egress.grant(doorOf(server));
  expect(await errorOf(egress.fetch(server.url).then((response) => response.text()))).toMatchObject({
    message: 'fetch failed: EGRESS_TOTAL_TIME',
  });
  egress.grant({ ...doorOf(server), placeholdersInBody: 'pass' });
  const reader = (await egress.fetch(server.url)).body?.getReader();
  for (let chunk = 0; chunk < 8; chunk += 1) expect((await reader?.read())?.done).toBe(false);
  await reader?.cancel();
});

test.each<[string, (response: ServerResponse) => void]>([
  [
    'endless',
    (response) => {
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    },
  ],
  [
    'a gzip bomb',
    (response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(64 * 1024 * 1024))),
  ],
  [
    'a brotli bomb',
    (response) =>
      response
        .writeHead(200, { 'content-encoding': 'br' })
        .end(brotliCompressSync(Buffer.alloc(64 * 1024 * 1024))),
  ],
])('an answer that is %s is cut, with the memory it took bounded', async (_what, answer) => {
  const server = await startServer((_, response) => answer(response));
  const { egress } = setUp({ limits: { ...limits, totalMs: 60_000, responseBytes: 16 * 1024 * 1024 } });
  egress.grant(doorOf(server));
  expect(await errorOf(egress.fetch(server.url).then((response) => response.arrayBuffer()))).toMatchObject({
    code: 'egress_response_too_large',
  });
});

test('a packed answer is unpacked and scrubbed', async () => {
  const server = await startServer((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(`you sent ${secret}`));
  });
  const { egress } = setUp();
  egress.grant(doorOf(server));
  const response = await egress.fetch(server.url, withKey);
  expect([await response.text(), response.headers.get('content-encoding')]).toEqual([
    `you sent ${'*'.repeat(secret.length)}`,
    null,
  ]);
});

test('what is no HTTP, or two answers in one, is an error or one answer', async () => {
  const answers = [
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nX-A: b\nX-C : d\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nX-Bad: a\rb\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n',
    'GARBAGE\r\n\r\n',
  ];
  for (const answer of answers) {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(answer));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { egress } = setUp();
    egress.grant(doorOf(server.address() as AddressInfo));
    const error = await errorOf(
      egress
        .fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, withKey)
        .then((response) => response.text()),
    );
    expect([answer, error]).toEqual([answer, expect.any(TypeError)]);
    expect(isClean(String(error) + String((error as Error).stack))).toBe(true);
  }
});

test('a second answer that the server pushes onto the connection is read by nobody', async () => {
  let asked = 0;
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => {
      asked += 1;
      socket.write(
        `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n${asked}!${asked === 1 ? 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\npoint' : ''}`,
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address() as AddressInfo;
  const { egress } = setUp();
  egress.grant(doorOf(address));
  const url = `http://127.0.0.1:${address.port}/`;
  expect(await egress.fetch(url).then((response) => response.text())).toBe('1!');
  expect(await egress.fetch(url).then((response) => response.text())).toBe('2!');
});

test('connections are shared within a session and with no other', async () => {
  const connections: number[] = [];
  const server: LocalServer = await startServer((request, response) => {
    connections.push(request.socket.remotePort ?? 0);
    response.end('x');
  });
  const { egress } = setUp();
  egress.grant(doorOf(server));
  for (const sessionId of ['sesn_1', 'sesn_1', 'sesn_2', 'sesn_1']) {
    await (await egress.fetchFor({ sessionId })(server.url)).text();
    // the connection is free again with the next turn of the event loop
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [first, second, third, fourth] = connections;
  expect([second, fourth]).toEqual([first, first]);
  expect(third).not.toBe(first);
  await egress.endSession('sesn_1');
  await (await egress.fetchFor({ sessionId: 'sesn_1' })(server.url)).text();
  expect(connections[4]).not.toBe(first);
});

test('a hundred thousand requests at once: some go, some wait, the rest are refused', async () => {
  let atOnce = 0;
  let most = 0;
  const { egress } = setUp({
    dialler: {
      async dial() {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await new Promise((resolve) => setImmediate(resolve));
        atOnce -= 1;
        return { status: 204, statusText: '', headers: new Headers(), body: null };
      },
      async close() {},
    },
  });
  egress.grant(doorOf({ port: 9 }));
  const all = await Promise.all(
    Array.from({ length: 100_000 }, () => errorOf(egress.fetch('http://127.0.0.1:9/'))),
  );
  const refused = all.filter(
    (error) => error instanceof Error && 'code' in error && error.code === 'egress_busy',
  ).length;
  const through = all.filter((error) => error === 'it went through').length;
  expect([through + refused, through >= 2000, most <= 32]).toEqual([100_000, true, true]);
});

test('a session that wants everything leaves room for others, and who gives up leaves the line', async () => {
  const turnstile = createTurnstile({ atOnce: 3, ofOne: 2, waiting: 1 });
  const leave = await turnstile.enter('a');
  await turnstile.enter('a');
  const giveUp = new AbortController();
  const waiting = errorOf(turnstile.enter('a', giveUp.signal));
  await turnstile.enter('b');
  expect(await errorOf(turnstile.enter('b'))).toMatchObject({ code: 'egress_busy' });
  giveUp.abort('enough');
  expect(await waiting).toBe('enough');
  const next = turnstile.enter('a');
  leave();
  leave();
  expect(await next).toBeTypeOf('function');
});

test('a session’s placeholder works for it, in the places of its credential, and for no other session', async () => {
  const server = await startServer((_, response) => response.end('ok'));
  const credential = {
    value: secret,
    hosts: [`127.0.0.1:${server.port}`],
    places: { header: 'any' as const, body: true, query: false },
  };
  const issued = {
    mine: { sessionId: 'sesn_1', credential, label: 'github' },
    other: { sessionId: 'sesn_2', credential, label: 'github' },
    bearer: { sessionId: 'sesn_1', credential: { ...credential, places: keyPlaces }, label: 'mcp' },
    far: { sessionId: 'sesn_1', credential: { ...credential, hosts: ['*.example.com'] }, label: 'far' },
  };
  const { egress, settled } = setUp({
    issued: (name) => {
      const given = Object.entries(issued).find(([key]) => key === name)?.[1];
      return given && { ...given, open: async () => given.credential };
    },
  });
  egress.grant({ ...doorOf(server), credential: undefined });
  const send = egress.fetchFor({ sessionId: 'sesn_1' });
  const json = { 'content-type': 'application/json' };
  const first = await send(server.url, {
    method: 'POST',
    headers: { ...json, 'x-token': 'hf-placeholder-mine' },
    body: '{"a":"hf-placeholder-mine"}',
  });
  await first.text();
  const second = await send(server.url, { headers: { authorization: 'Bearer hf-placeholder-bearer' } });
  await second.text();
  expect(
    server.requests.map(({ headers, body }) => [headers['x-token'], headers.authorization, body]),
  ).toEqual([
    [secret, undefined, `{"a":"${secret}"}`],
    [undefined, `Bearer ${secret}`, ''],
  ]);
  expect(settled.map((entry) => entry.credential)).toEqual(['github', 'mcp']);
  const refused: [string, RequestInit][] = [
    ['/?q=hf-placeholder-mine', {}],
    ['/', { headers: { cookie: 'hf-placeholder-mine' } }],
    ['/', { headers: { referer: 'hf-placeholder-mine' } }],
    ['/', { headers: { 'x-token': 'hf-placeholder-other' } }],
    ['/', { headers: { 'x-token': 'hf-placeholder-far' } }],
    ['/', { headers: { 'x-token': 'hf-placeholder-nobody' } }],
    ['/', { headers: { 'x-token': 'hf-placeholder-bearer' } }],
    ['/', { method: 'POST', body: '{"a":"hf-placeholder-bearer"}', headers: json }],
    [
      '/',
      {
        method: 'POST',
        body: 'hf-placeholder-mine',
        headers: { 'content-type': 'application/octet-stream' },
      },
    ],
    ['/', { method: 'POST', body: Buffer.from('hf-placeholder-mine').toString('base64') }],
    ['/', { method: 'POST', body: Buffer.from('hf-placeholder-mine').toString('hex') }],
    ['/', { method: 'POST', body: Buffer.from('hf-placeholder-mine', 'utf16le') }],
    ['/', { method: 'POST', body: '\\u0068f-placeholder-mine' }],
  ];
  for (const [path, init] of refused)
    expect([path, init, await errorOf(send(server.url + path, init))]).toMatchObject([
      path,
      init,
      { code: 'egress_placeholder_misplaced' },
    ]);
  expect(server.requests).toHaveLength(2);
});
