import { describe, expect, it } from 'vitest';
import type { HostFunction } from '../../../core/sandbox/index.ts';
import { openPool, runCode, runForValue } from './support.ts';

const pool = openPool();

interface Asked {
  op: string;
  url?: string;
  method?: string;
  headers?: [string, string][];
  text?: string;
  data?: number[];
  bytes?: number;
}

/** A host that keeps what it is asked and answers with `value`, as core/tools/code-fetch.ts writes it. */
function host(value: object) {
  const asked: Asked[] = [];
  const fetch: HostFunction = async (json) => {
    asked.push(JSON.parse(json));
    return JSON.stringify({ error: null, value });
  };
  return { asked, fetch };
}

const answer = (more: object = {}) => ({
  url: 'https://site.example/a',
  redirected: false,
  status: 200,
  statusText: 'OK',
  headers: [
    ['content-type', 'application/json'],
    ['x-many', 'one'],
    ['x-many', 'two'],
  ],
  isText: true,
  size: 0,
  of: 'call_1',
  piece: { text: '{"name":"Zoë"}', next: null },
  ...more,
});

const fetching = (code: string, fetch: HostFunction) => runForValue(pool, code, { internals: { fetch } });

describe('fetch of code', () => {
  it('gives what came back as a Response', async () => {
    const { fetch, asked } = host(answer());
    const value = await fetching(
      `const response = await fetch('https://site.example/a', { headers: { Accept: 'application/json' } });
       const again = response.clone();
       return [response.ok, response.status, response.statusText, response.url, response.redirected, response.type,
         response.headers.get('X-Many'), [...response.headers].length, await response.json(), response.bodyUsed,
         await response.text().catch((error) => error.name + ' ' + error.message),
         new TextDecoder().decode(await again.arrayBuffer()), response instanceof Response]`,
      fetch,
    );
    expect(value).toEqual([
      true,
      200,
      'OK',
      'https://site.example/a',
      false,
      'basic',
      'one, two',
      3,
      { name: 'Zoë' },
      true,
      'TypeError The body was read already.',
      '{"name":"Zoë"}',
      true,
    ]);
    expect(asked).toEqual([
      {
        op: 'request',
        url: 'https://site.example/a',
        method: 'GET',
        redirect: 'follow',
        headers: [['accept', 'application/json']],
      },
    ]);
  });

  it('sends text and bytes, and takes bytes in pieces', async () => {
    const asked: Asked[] = [];
    const fetch: HostFunction = async (json) => {
      const given: Asked & { from?: number } = JSON.parse(json);
      asked.push(given);
      const value =
        given.op === 'more'
          ? { data: [0x00ff_0605], bytes: 3, next: null }
          : answer({
              isText: false,
              size: 7,
              headers: [],
              piece: { data: [0x0403_0201], bytes: 4, next: 4 },
            });
      return JSON.stringify({ error: null, value });
    };
    const value = await fetching(
      `const response = await fetch(new Request('https://site.example/up', { method: 'post', body: new Uint8Array([9, 8, 7]).subarray(1) }));
       await fetch('https://site.example/text', { method: 'PUT', body: 'Zoë' });
       return [...await response.bytes()]`,
      fetch,
    );
    expect(value).toEqual([1, 2, 3, 4, 5, 6, 255]);
    expect(asked.filter(({ op }) => op === 'request')).toEqual([
      {
        op: 'request',
        url: 'https://site.example/up',
        method: 'POST',
        redirect: 'follow',
        headers: [],
        bytes: 2,
        data: [0x0708],
      },
      {
        op: 'request',
        url: 'https://site.example/text',
        method: 'PUT',
        redirect: 'follow',
        headers: [['content-type', 'text/plain;charset=UTF-8']],
        text: 'Zoë',
      },
    ]);
    expect(asked[1]).toEqual({ op: 'more', of: 'call_1', from: 4 });
  });

  it('refuses what no request can be, before the host is asked', async () => {
    const { fetch, asked } = host(answer());
    const value = await fetching(
      `const fails = (work) => Promise.resolve().then(work).then(() => 'fine', (error) => error.name + ' ' + error.message);
       return [
         await fails(() => fetch('https://a.example', { headers: { 'x-a': 'one\\r\\nhost: b.example' } })),
         await fails(() => fetch('https://a.example', { headers: { 'x a': 'one' } })),
         await fails(() => fetch('https://a.example', { headers: [['x-a', 'one\\u0000']] })),
         await fails(() => fetch('https://a.example', { body: 'a' })),
         await fails(() => fetch('https://a.example', { method: 'POST', body: { a: 1 } })),
         await fails(() => fetch('https://a.example', { redirect: 'sometimes' })),
         await fails(() => fetch('https://a.example', { signal: AbortSignal.abort() })),
         await fails(() => new AbortSignal()),
         await fails(async () => (await fetch('https://a.example')).body),
       ]`,
      fetch,
    );
    expect(value).toEqual([
      'TypeError A header has a value that none can have.',
      'TypeError A header has a name that none can have.',
      'TypeError A header has a value that none can have.',
      'TypeError GET takes no body.',
      'TypeError A body is a string or bytes (Uint8Array, ArrayBuffer); JSON.stringify makes a string of an object.',
      'TypeError redirect is follow, error or manual.',
      'AbortError This operation was aborted.',
      'TypeError An AbortController makes signals.',
      'TypeError Bodies are not streams here: await text(), json(), bytes() or arrayBuffer().',
    ]);
    expect(asked).toHaveLength(1);
  });

  it('rejects when its signal aborts, and does not wait for the host', async () => {
    let isOver = false;
    const fetch: HostFunction = (_json, signal) =>
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => {
          isOver = true;
          reject(new Error('over'));
        }),
      );
    const result = await runCode(
      pool,
      `const controller = new AbortController();
       const one = fetch('https://a.example', { signal: controller.signal }).catch((error) => error.name);
       const two = fetch('https://a.example', { signal: AbortSignal.any([AbortSignal.timeout(5)]) }).catch((error) => error.name);
       controller.abort();
       throw new Error([await one, await two].join())`,
      { internals: { fetch } },
    );
    expect(result).toMatchObject({ ok: false, message: 'Error: AbortError,TimeoutError' });
    expect(isOver).toBe(true);
  });

  it('fails as a TypeError with the reason of the host', async () => {
    const fetch: HostFunction = async () => JSON.stringify({ error: 'Denied by the owner.', value: null });
    const broken: HostFunction = async () => {
      throw new Error('lost');
    };
    const code = `await fetch('https://a.example').catch((error) => [error instanceof TypeError, error.name, error.message])`;
    expect(await fetching(code, fetch)).toEqual([true, 'TypeError', 'fetch failed: Denied by the owner.']);
    expect(await fetching(code, broken)).toEqual([true, 'TypeError', 'fetch failed: lost']);
  });

  it('is the same for code that imports something, and under hostile replacements', async () => {
    const { fetch, asked } = host(answer());
    const value = await runForValue(
      pool,
      `import { unparse } from 'papaparse';
       Array.prototype.push = () => { throw new Error('stolen') };
       JSON.stringify = () => '{"op":"request","url":"https://evil.example"}';
       RegExp.prototype.exec = () => null; String.prototype.toLowerCase = () => 'evil';
       Map.prototype.set = () => { throw new Error('stolen') }; Object.prototype.text = 'evil';
       return (await fetch('https://site.example/a')).text()`,
      { internals: { fetch } },
    );
    expect(value).toBe('{"name":"Zoë"}');
    expect(asked.map(({ url }) => url)).toEqual(['https://site.example/a']);
  });

  it('says that there is no network where the host has no way to it', async () => {
    expect(
      await runForValue(pool, `await fetch('https://a.example').catch((error) => error.message)`),
    ).toMatch(/^fetch is not available/);
    expect(await runForValue(pool, `[typeof process, typeof Headers, typeof Response]`)).toEqual([
      'undefined',
      'function',
      'function',
    ]);
  });

  it('has the variables of the session, which code cannot change', async () => {
    const environment = { TOKEN: 'hf-placeholder-s1' };
    expect(
      await runForValue(
        pool,
        `try { process.env.TOKEN = 'x'; globalThis.process = 1; } catch {}; [process.env.TOKEN, Object.keys(process.env)]`,
        { environment },
      ),
    ).toEqual(['hf-placeholder-s1', ['TOKEN']]);
  });
});
