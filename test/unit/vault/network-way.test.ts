import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer as createTcp } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import {
  createEgress,
  type EgressEntry,
  type NetworkWay,
  plainWay,
  readNetworkWay,
  weaknessesOf,
} from '../../../core/vault/index.ts';
import { onResult, openHouse, temporaryFolder } from '../harness/support.ts';
import { startProxy } from './local-proxy.ts';
import { startServer } from './servers.ts';

const secret = 'sk-test-0123456789abcdefghijklmnop';
const file = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../fixtures/network', name), 'utf8');
const authority = file('authority.pem');

/** A door with the way of the owner's, and every name at 127.0.0.1; `asked`: names that were looked up. */
function openDoor(way: NetworkWay) {
  const asked: string[] = [];
  const settled: EgressEntry[] = [];
  let current = way;
  const egress = createEgress({
    runtime: systemRuntime(),
    resolveCredential: async () => ({ value: secret, hosts: ['site.example', 'site.example:80', '*'] }),
    settled: (entry) => settled.push(entry),
    way: () => current,
    lookup: async (host) => {
      asked.push(host);
      return ['127.0.0.1'];
    },
  });
  onTestFinished(() => egress.close());
  const open = (scheme: 'http' | 'https', host: string, port: number, network: 'public' | 'private') =>
    egress.grant({ scheme, host, port, network, reason: 'test', credential: 'model' });
  return { egress, asked, settled, open, use: (changed: NetworkWay) => (current = changed) };
}

/** A real HTTPS server whose certificate is for site.example and of an authority that nobody knows. */
async function startTls() {
  const seen: string[] = [];
  const server = createServer({ key: file('site-key.pem'), cert: file('site.pem') }, (request, response) => {
    seen.push(String(request.headers.authorization));
    response.end('fine');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, seen };
}

const withKey = { headers: { authorization: 'Bearer hf-placeholder-model' } };
const codeOf = (work: Promise<Response>) =>
  work.then(
    ({ status }) => status,
    (error: Error & { code?: string; cause?: { code?: string } }) => error.cause?.code ?? error.code,
  );

describe('a proxy', () => {
  test('gets names and tunnels, for https and for http, and sees no key', async () => {
    const site = await startTls();
    const plain = await startServer((_, response) => void response.end('plain'));
    const proxy = await startProxy((to) => (to.endsWith(':443') ? site.port : plain.port));
    const way = readNetworkWay({ proxy: proxy.url, certificates: authority });
    const { egress, asked, open, settled } = openDoor(way);
    open('https', 'site.example', 443, 'public');
    open('http', 'site.example', 80, 'public');
    expect(await (await egress.fetch('https://site.example/a', withKey)).text()).toBe('fine');
    expect(await (await egress.fetch('http://site.example/b', withKey)).text()).toBe('plain');
    expect(proxy).toMatchObject({ asked: ['site.example:443', 'site.example:80'], plain: [] });
    expect(site.seen).toEqual([`Bearer ${secret}`]);
    expect(plain.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/b', `Bearer ${secret}`],
    ]);
    // it finds the addresses: that is what its weakness says
    expect(asked).toEqual([]);
    expect(settled.map(({ outcome, host, status }) => [outcome, host, status])).toEqual([
      ['answered', 'site.example', 200],
      ['answered', 'site.example', 200],
    ]);
    expect(weaknessesOf(way)).toEqual([
      expect.stringContaining(`the proxy ${proxy.url}: it finds the addresses of hosts`),
      expect.stringContaining('who holds it can read everything that is sent'),
    ]);
  });

  test('is not asked for what the owner opened on their own network, nor for what is private by its looks', async () => {
    const local = await startServer((_, response) => void response.end('local'));
    const proxy = await startProxy(() => local.port);
    const { egress, open } = openDoor(readNetworkWay({ proxy: proxy.url, certificates: null }));
    open('http', '127.0.0.1', local.port, 'private');
    expect(await (await egress.fetch(`${local.url}/`)).text()).toBe('local');
    for (const host of ['10.0.0.7', '[::1]', '169.254.169.254', 'printer.local', 'intranet']) {
      open('http', host, 80, 'public');
      expect([host, await codeOf(egress.fetch(`http://${host}/`))]).toEqual([host, 'egress_refused']);
    }
    expect(proxy.asked).toEqual([]);
  });

  test('that refuses, or is gone, is a failure of the network and never the plain way', async () => {
    const site = await startTls();
    const proxy = await startProxy(() => null);
    const { egress, open, use, asked } = openDoor(
      readNetworkWay({ proxy: proxy.url, certificates: authority }),
    );
    open('https', 'site.example', 443, 'public');
    expect(await codeOf(egress.fetch('https://site.example/'))).not.toBe(200);
    use(readNetworkWay({ proxy: 'http://127.0.0.1:9', certificates: authority }));
    expect(await codeOf(egress.fetch('https://site.example/'))).not.toBe(200);
    expect([site.seen, asked]).toEqual([[], []]);
  });

  test('that reads along with a certificate of its own is refused, unless the owner trusts its authority', async () => {
    const site = await startTls();
    const context = { key: file('site-key.pem'), cert: file('site.pem') };
    const read: string[] = [];
    // ends TLS itself, reads, and passes on
    const middle = createTcp((socket) => {
      const inside = new TLSSocket(socket, { isServer: true, ...context });
      const onward = connectTls({ port: site.port, host: '127.0.0.1', rejectUnauthorized: false });
      inside.on('data', (chunk: Buffer) => read.push(chunk.toString()));
      for (const each of [inside, onward, socket]) each.on('error', () => each.destroy());
      inside.pipe(onward).pipe(inside);
    });
    middle.listen(0, '127.0.0.1');
    await once(middle, 'listening');
    onTestFinished(() => void middle.close());
    const proxy = await startProxy(() => (middle.address() as AddressInfo).port);
    const { egress, open, use } = openDoor(readNetworkWay({ proxy: proxy.url, certificates: null }));
    open('https', 'site.example', 443, 'public');
    expect(await codeOf(egress.fetch('https://site.example/', withKey))).toBe(
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    );
    expect(read.join('')).toBe('');
    use(readNetworkWay({ proxy: proxy.url, certificates: authority }));
    expect(await codeOf(egress.fetch('https://site.example/', withKey))).toBe(200);
    expect(read.join('')).toContain(secret);
  });
});

describe('an authority of the owner’s', () => {
  test('is what lets its sites be reached, for the names in their certificates and no others', async () => {
    const site = await startTls();
    const { egress, open, use } = openDoor(plainWay);
    for (const host of ['site.example', 'other.example']) open('https', host, site.port, 'private');
    const reach = (host: string) => codeOf(egress.fetch(`https://${host}:${site.port}/`));
    expect(await reach('site.example')).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    use(readNetworkWay({ proxy: null, certificates: `words before it\n${authority}\nand after` }));
    expect(await reach('site.example')).toBe(200);
    expect(await reach('other.example')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    use(plainWay);
    expect(await reach('site.example')).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(site.seen).toHaveLength(1);
  });

  test('counts besides the usual ones, and has to be a certificate', () => {
    const { certificates } = readNetworkWay({ proxy: null, certificates: authority });
    expect(certificates.length).toBeGreaterThan(100);
    expect(certificates.at(-1)?.trim()).toBe(authority.trim());
    expect(() => readNetworkWay({ proxy: null, certificates: 'none' })).toThrow(/no certificate/);
    expect(() =>
      readNetworkWay({
        proxy: null,
        certificates: '-----BEGIN CERTIFICATE-----\nbm8gY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----',
      }),
    ).toThrow(/cannot be read/);
    expect(() =>
      readNetworkWay({ proxy: 'http://user:secret@proxy.example:3128', certificates: null }),
    ).toThrow();
  });
});

test('the owner’s way outlives a restart, and its answer names what it weakens', async () => {
  const dataDir = temporaryFolder();
  const first = await openHouse([onResult('Done.')], { dataDir });
  expect(await first.get('/holdfast/v1/network')).toEqual({
    proxy: null,
    has_certificates: false,
    certificates: [],
    weaknesses: [],
  });
  const set = await first.post('/holdfast/v1/network', {
    proxy: 'http://proxy.example:3128',
    certificates: authority,
  });
  expect(set).toEqual({
    proxy: 'http://proxy.example:3128',
    has_certificates: true,
    certificates: [{ subject: expect.any(String), sha256: expect.any(String), ends_at: expect.any(String) }],
    weaknesses: [expect.stringContaining('cannot check'), expect.stringContaining('your own authority')],
  });
  await expect(
    first.post('/holdfast/v1/network', { proxy: 'socks5://proxy.example:1080', certificates: null }),
  ).rejects.toThrow(/400/);
  await first.close();
  const second = await openHouse([onResult('Done.')], { dataDir });
  expect(await second.get('/holdfast/v1/network')).toEqual(set);
});
