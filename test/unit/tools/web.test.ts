import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, inject, onTestFinished, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { createPageReader } from '../../../core/sandbox/index.ts';
import { sendToWeb } from '../../../core/tools/web-request.ts';
import { createDialler } from '../../../core/vault/dial.ts';
import { createEgress, type EgressEntry, parseTarget } from '../../../core/vault/index.ts';
import { plainWay } from '../../../core/vault/network-way.ts';
import { pdf } from '../../support/pdf.ts';
import { openHands, textOf } from './support.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A real server that stands for every host, a real door in front of it, and the tools. */
async function openWeb(answers: Record<string, Answer | string>, searchUrl: string | null = null) {
  const server = createServer((request, response) => {
    const answer =
      answers[`${request.headers['x-host']}${request.url}`] ??
      answers[new URL(request.url ?? '/', 'http://x').pathname];
    if (answer === undefined) response.writeHead(404, { 'content-type': 'text/plain' }).end('not here');
    else if (typeof answer === 'string') response.writeHead(200, { 'content-type': 'text/html' }).end(answer);
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const journal: EgressEntry[] = [];
  const dialler = createDialler(plainWay, () => performance.now());
  onTestFinished(() => dialler.close());
  const egress = createEgress({
    resolveCredential: async () => undefined,
    runtime: systemRuntime(),
    journal: (entry) => void journal.push(entry),
    lookup: async (host) => (host === 'rebound.example' ? ['127.0.0.1'] : ['93.184.215.14']),
    dialler: {
      dial(request) {
        const { pathname, search, host } = request.target.url;
        const headers = new Headers(request.headers);
        headers.set('x-host', host);
        const target = parseTarget(`http://127.0.0.1:${port}${pathname}${search}`);
        return dialler.dial({ ...request, target, headers, addresses: ['127.0.0.1'] });
      },
      close: dialler.close,
    },
  });
  const hands = await openHands({
    web: {
      fetchFor: egress.fetchFor,
      pages: createPageReader({ workerPath: inject('workers').sandbox }),
      searchUrl: () => searchUrl,
      variables: async () => ({}),
    },
  });
  const read = async (url: string) => textOf(await hands.call('web_fetch', { url }));
  return { ...hands, egress, journal, read };
}

const sent =
  (type: string, body: string | Uint8Array, status = 200): Answer =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': type }).end(body);

const article = `<!doctype html><html><head><title>Heat  pumps</title><script>alert('x')</script></head><body>
<nav><a href="/home">Home</a></nav><main><article><h1>How heat pumps work</h1>
<p>${'A heat pump moves heat from outside to inside. '.repeat(12)}</p>
<p>See <a href="../more?x=1">more</a>, <a href="javascript:steal()">not this</a> and <img src="https://t.example/p.png" alt="a diagram">.</p>
<table><tr><th>Size</th><th>Price</th></tr><tr><td>5 kW</td><td>3 000 | net</td></tr></table>
<pre><code>kW = 3</code></pre></article></main></body></html>`;

test('a page becomes markdown: its words, whole links, tables; no scripts and no pictures', async () => {
  const web = await openWeb({ '/a/b.html': article });
  const text = await web.read('https://site.example/a/b.html');
  expect(text).toMatch(/^# Heat pumps\nhttps:\/\/site\.example\/a\/b\.html \(text\/html, /);
  expect(text).toContain('A heat pump moves heat');
  expect(text).toContain('[more](https://site.example/more?x=1)');
  expect(text).toContain('[picture: a diagram]');
  expect(text).toContain('| 5 kW | 3 000 \\| net |');
  expect(text).toContain('kW = 3');
  expect(text).not.toMatch(/javascript:|alert|t\.example/);
  expect(web.journal.map(({ host, outcome }) => [host, outcome])).toEqual([['site.example', 'sent']]);
});

test('other kinds: JSON and text as they are, old charsets, a PDF by pages, bytes not at all', async () => {
  const web = await openWeb({
    '/data.json': sent('application/json; charset=utf-8', '{"a":1}'),
    '/old.html': sent('text/html; charset=windows-1252', Buffer.from('<p>caf\xe9</p>', 'latin1')),
    '/own.html': sent('text/html', Buffer.from('<meta charset="iso-8859-1"><p>na\xefve</p>', 'latin1')),
    '/paper.pdf': sent('application/pdf', pdf('Hello from a PDF')),
    '/broken.pdf': sent('application/pdf', '%PDF-1.7 and then nothing'),
    '/x.zip': sent('application/zip', Buffer.from([80, 75, 3, 4])),
    '/empty.html': '<html><body><script>render()</script></body></html>',
    '/gone.html': sent('text/html', '<h1>Gone</h1>', 410),
  });
  expect(await web.read('https://a.example/data.json')).toContain('{"a":1}');
  expect(await web.read('https://a.example/old.html')).toContain('café');
  expect(await web.read('https://a.example/own.html')).toContain('naïve');
  expect(await web.read('https://a.example/paper.pdf')).toMatch(/1 pages\)\n\n## Page 1\n\nHello from a PDF/);
  expect(await web.read('https://a.example/broken.pdf')).toContain('ERROR: The PDF could not be read');
  expect(await web.read('https://a.example/x.zip')).toContain('ERROR: It is not text ("application/zip"');
  expect(await web.read('https://a.example/empty.html')).toContain('may be made by scripts');
  expect(await web.read('https://a.example/gone.html')).toMatch(
    /^ERROR: The server answered with status 410\./,
  );
});

test('a redirect is followed on the same host only; elsewhere it is named', async () => {
  const to =
    (location: string): Answer =>
    (_, response) =>
      void response.writeHead(302, { location }).end();
  const web = await openWeb({
    '/near': to('/there'),
    '/there': '<p>arrived</p>',
    '/far': to('https://other.example/there?token=1'),
    '/inside': to('http://127.0.0.1:1/'),
    '/loop': to('/loop'),
    'up.example/plain': to('https://up.example/there'),
  });
  expect(await web.read('https://a.example/near')).toContain('https://a.example/there');
  const far = await web.read('https://a.example/far');
  expect(far).toContain('ERROR: The server redirects to another address');
  expect(far).toContain('https://other.example/there?token=1');
  expect(await web.read('https://a.example/inside')).toContain('ERROR: The server redirects');
  expect(await web.read('https://a.example/loop')).toContain('redirected more than 5 times');
  expect(await web.read('http://up.example/plain')).toContain('arrived');
  expect(web.journal.some(({ host }) => host === 'other.example' || host === '127.0.0.1')).toBe(false);
});

test('what is on the owner’s own network is refused before anybody is asked, also where a model server was granted', async () => {
  const web = await openWeb({});
  web.egress.grant({ scheme: 'http', host: '127.0.0.1', port: 11_434, reason: 'the model' });
  for (const url of [
    'http://127.0.0.1:11434/',
    'http://localhost/',
    'http://[::1]/',
    'http://2130706433/',
    'https://nas.local/',
    'file:///etc/passwd',
  ])
    await expect(web.preview('web_fetch', { url })).rejects.toMatchObject({
      code: expect.stringMatching(/^egress_/),
    });
  expect(await web.read('https://rebound.example/')).toContain('leads into a private network');
  expect(web.journal.filter(({ outcome }) => outcome === 'sent')).toEqual([]);
});

test('hostile pages end as text or as an error, and never hold the house', async () => {
  const huge: Answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    const more = () => {
      while (response.write('<p>words</p>'.repeat(5000)));
    };
    response.on('drain', more);
    more();
  };
  const web = await openWeb({
    '/deep.html': `${'<div>'.repeat(100_000)}the words below${'</div>'.repeat(100_000)}`,
    '/attribute.html': `<p title="${'x'.repeat(2_000_000)}">short</p>`,
    '/unclosed.html': `<script>${'<script>'.repeat(2000)}<p>words</p>`,
    '/huge.html': huge,
    '/svg.html':
      '<svg><script>bad()</script></svg><p onclick="bad()">fine</p><iframe src="http://127.0.0.1"></iframe>',
  });
  expect(await web.read('https://a.example/deep.html')).toContain('the words below');
  expect(await web.read('https://a.example/attribute.html')).toContain('short');
  expect(await web.read('https://a.example/unclosed.html')).toContain('https://a.example/unclosed.html');
  expect(await web.read('https://a.example/huge.html')).toContain('ERROR: It is larger than 10.5 MB');
  const svg = await web.read('https://a.example/svg.html');
  expect(svg).toContain('fine');
  expect(svg).not.toContain('bad');
});

test('the owner’s stop ends a fetch that never answers', async () => {
  let asked = () => {};
  const reached = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const web = await openWeb({ '/never': () => asked() });
  const running = web.call('web_fetch', { url: 'https://a.example/never' });
  await reached;
  web.controller.abort();
  await expect(running).rejects.toThrow();
});

test('the preview says where and what leaves; the rule covers that host alone', async () => {
  const web = await openWeb({});
  const preview = await web.preview('web_fetch', { url: 'http://A.example:8080/x/../y?q=secret#part' });
  expect(preview).toMatchObject({
    sentence: 'Fetch a page from "a.example:8080". The address is sent there.',
    target: 'network',
    effect: 'egress',
    paths: ['http://a.example:8080/y?q=secret'],
    facts: [
      { label: 'Host', value: 'a.example:8080' },
      { label: 'What leaves', value: 'the address with all its words: http://a.example:8080/y?q=secret' },
      { label: 'Not encrypted' },
    ],
    ruleOffered: { tool: 'web_fetch', match: { path_prefix: 'http://a.example:8080' } },
  });
});

test('search asks the provider that the owner chose, and is not there without one', async () => {
  expect((await openWeb({})).toolset.get('web_search')).toBeNull();
  const results = [
    {
      url: 'https://one.example/',
      title: 'One\n<b>',
      content: 'First  words',
      publishedDate: '2026-01-02T00:00:00',
    },
    { url: 'javascript:bad()', title: 'Bad' },
    { title: 'no address' },
    { url: 'https://two.example/', title: null },
  ];
  const seen: string[] = [];
  const web = await openWeb(
    {
      '/searx/search': (request, response) => {
        seen.push(request.url ?? '');
        sent('application/json', JSON.stringify({ results }))(request, response);
      },
    },
    'http://localhost:8888/searx/',
  );
  expect(await web.preview('web_search', { query: 'heat pumps' })).toMatchObject({
    sentence: 'Search the web with "localhost:8888". The words are sent there.',
    ruleOffered: { match: { path_prefix: 'http://localhost:8888' } },
  });
  expect(textOf(await web.call('web_search', { query: 'heat pumps & more' }))).toBe(
    '2 results:\n\n1. One <b> (2026-01-02)\n   https://one.example/\n   First words\n\n2. No title\n   https://two.example/',
  );
  expect(seen).toEqual(['/searx/search?q=heat+pumps+%26+more&format=json']);
});

test.each([
  [sent('text/html', 'Forbidden', 403), 'must allow the format "json"'],
  [sent('application/json', '{"results": "none"}'), 'did not answer with search results'],
  [sent('text/html', '<p>a page</p>'), 'did not answer with search results'],
  [sent('application/json', '{"results": []}'), 'Nothing was found.'],
  [sent('text/plain', 'oops', 500), 'status 500'],
])('a provider that answers otherwise is told in words (%#)', async (answer, words) => {
  const web = await openWeb({ '/search': answer }, 'https://search.example');
  expect(textOf(await web.call('web_search', { query: 'x' }))).toContain(words);
});

test('a server that does not answer in time is given up, and what is asked of it is told to end', async () => {
  const seen: AbortSignal[] = [];
  const silent = () => async (_input: unknown, init?: RequestInit) => {
    if (init?.signal) seen.push(init.signal);
    return new Promise<Response>((_, reject) =>
      init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
    );
  };
  let late = () => {};
  const clock = {
    now: () => 0,
    sleep: (ms: number) =>
      new Promise<void>((resolve) => {
        expect(ms).toBe(30_000);
        late = resolve;
      }),
  };
  const outcome = sendToWeb(
    { fetchFor: silent },
    { clock },
    {
      target: parseTarget('https://slow.example/'),
      method: 'GET',
      headers: {},
      body: null,
      redirect: 'follow',
      network: 'public',
      mostBytes: 10,
    },
    { sessionId: 's', toolUseId: 't', signal: new AbortController().signal },
  );
  await expect.poll(() => seen.length).toBe(1);
  late();
  expect(await outcome).toEqual({ ok: false, message: 'The server did not answer within 30 s.' });
  expect(seen[0]?.aborted).toBe(true);
});
