// `npm run --silent bench -- vault [--json]`: what the vault's process costs a streamed answer, beside the same answer read with the
// same client and no vault between. See docs/vault.md.
import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { systemRuntime } from '../../core/base/index.ts';
import { createVaultProcess, forkVault } from '../../core/vault/index.ts';
import { createScanner } from '../../core/vault/scan/scanner.ts';

const deltas = 20_000;
const rounds = 9;
const delta = `event: content_block_delta\ndata: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a few words of it, ' } })}\n\n`;

/** The server, in a process of its own: each delta is a chunk of its own. */
function serve(): void {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let count = 0;
    const more = () => {
      while (count < deltas) {
        count += 1;
        if (!response.write(delta)) return;
      }
      response.end();
    };
    response.on('drain', more);
    more();
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.on('disconnect', () => process.exit(0));
}

const median = (values: number[]): number =>
  [...values].sort((left, right) => left - right)[values.length >> 1] ?? Number.NaN;

/** CPU of the vault's process so far, in microseconds; only Linux tells. */
function vaultCpu(): number {
  if (process.platform !== 'linux') return Number.NaN;
  const children = readdirSync('/proc/self/task').flatMap((thread) =>
    readFileSync(`/proc/self/task/${thread}/children`, 'utf8').trim().split(' '),
  );
  const pid = children.find(
    (each) => each !== '' && readFileSync(`/proc/${each}/cmdline`, 'utf8').includes('vault.process'),
  );
  const fields =
    pid === undefined ? [] : (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []);
  // user and system, in ticks of 10 ms
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** Reads a body to its end; microseconds of wall time and of this process's CPU for each delta. */
async function timed(
  ask: () => Promise<ReadableStream<Uint8Array> | null>,
): Promise<{ wallUs: number; cpuUs: number }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const reader = (await ask())?.getReader();
  let bytes = 0;
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read())
    bytes += next.value.length;
  if (bytes !== deltas * delta.length) throw new Error(`${bytes} bytes came`);
  const { user, system } = process.cpuUsage(cpu);
  return { wallUs: ((performance.now() - start) * 1000) / deltas, cpuUs: (user + system) / deltas };
}

async function bench(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const child = fork(process.argv[1] ?? '', ['--serve'], { execArgv: [] });
  const port = await new Promise<number>((resolve) =>
    child.once('message', (given) => resolve(Number(given))),
  );
  const url = `http://127.0.0.1:${port}`;
  const runtime = systemRuntime();
  const vault = createVaultProcess({
    runtime,
    launch: forkVault(`${process.env.HOLDFAST_WORKERS}/vault.process.js`),
  });
  const pool = new Pool(url);
  const direct = async () => {
    const { body } = await pool.request({ path: '/', method: 'GET' });
    return ReadableStream.from(body) as ReadableStream<Uint8Array>;
  };
  const secrets = Array.from(
    { length: 10 },
    (_, index) => `sk-bench-${index}-${Buffer.from(runtime.random.bytes(24)).toString('hex')}`,
  );
  const startedAt = performance.now();
  for (const [index, value] of secrets.entries())
    await vault.safe.call('hold', {
      id: `key${index}`,
      use: { label: 'key', hosts: [`127.0.0.1:${port}`] },
      secrets: { value },
    });
  const startMs = performance.now() - startedAt;
  vault.egress.grant({
    scheme: 'http',
    host: '127.0.0.1',
    port,
    reason: 'the bench',
    credential: 'key0',
    placeholdersInBody: 'pass',
  });
  const through = async () =>
    (await vault.egress.fetch(url, { headers: { 'x-api-key': 'hf-placeholder-key0' } })).body;
  const platform = async () => (await fetch(url)).body;

  const measured: Record<'direct' | 'platform' | 'vault', { wallUs: number; cpuUs: number }[]> = {
    direct: [],
    platform: [],
    vault: [],
  };
  let vaultCpuBefore = 0;
  for (let round = 0; round < rounds + 1; round += 1) {
    if (round === 1) vaultCpuBefore = vaultCpu();
    const taken = {
      direct: await timed(direct),
      platform: await timed(platform),
      vault: await timed(through),
    };
    // the first one warms up
    if (round > 0)
      for (const name of ['direct', 'platform', 'vault'] as const) measured[name].push(taken[name]);
  }
  const vaultCpuUs = (vaultCpu() - vaultCpuBefore) / rounds / deltas;
  const scanner = createScanner(secrets);
  const bytes = Buffer.from(delta.repeat(deltas));
  const scanStart = process.cpuUsage();
  const stream = scanner.stream();
  for (let at = 0; at < bytes.length; at += delta.length) stream.push(bytes.subarray(at, at + delta.length));
  const scanned = process.cpuUsage(scanStart);
  const scanUs = (scanned.user + scanned.system) / deltas;
  await vault.close();
  await pool.close();
  child.disconnect();

  const of = (name: 'direct' | 'platform' | 'vault', what: 'wallUs' | 'cpuUs') =>
    median(measured[name].map((each) => each[what]));
  const result = {
    deltas,
    rounds,
    wallUs: {
      direct: of('direct', 'wallUs'),
      platformFetch: of('platform', 'wallUs'),
      vault: of('vault', 'wallUs'),
    },
    mainCpuUs: {
      direct: of('direct', 'cpuUs'),
      platformFetch: of('platform', 'cpuUs'),
      vault: of('vault', 'cpuUs'),
    },
    /** What the vault adds to a delta, against the same client without it: median of the rounds' differences. */
    addedUs: median(measured.vault.map((each, index) => each.wallUs - (measured.direct[index]?.wallUs ?? 0))),
    /** The same in CPU of both processes, which other programs do not stretch. */
    addedCpuUs: of('vault', 'cpuUs') + vaultCpuUs - of('direct', 'cpuUs'),
    vaultCpuUs,
    scanUs,
    startMs,
    target: { addedUs: 10 },
  };
  if (values.json) console.log(JSON.stringify(result));
  else
    for (const [name, value] of Object.entries(result))
      console.log(name, typeof value === 'number' ? Number(value.toFixed(2)) : value);
}

if (process.argv[2] === '--serve') serve();
else await bench();
