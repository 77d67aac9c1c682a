import { writeSync } from 'node:fs';
import { createLogger, type Runtime, systemRuntime } from '../../../core/base/index.ts';
import type { DebugPoint } from '../../../core/harness/index.ts';
import { createHoldfast } from '../../../core/holdfast.ts';
import { environmentKeyPort } from '../../../core/vault/index.ts';
import { driveSession } from './drive.ts';
import { differences } from './house-file.ts';
import { type ChildLine, childOptions } from './protocol.ts';
import { createDice } from './random.ts';
import { drillScript } from './script.ts';
import { ledgerTools } from './tools.ts';
import type { World } from './world.ts';

// a few long messages fill it, so that sessions are compacted every few turns
const smallWindow = { windowTokens: 24_000, tailTokens: 1200, summaryTokens: 1500 };

/** The life of one house: opens the real data folder, works until it is killed. `argument` is `ChildOptions` as JSON. */
export async function runChild(argument: string): Promise<void> {
  const options = childOptions.parse(JSON.parse(argument));
  const runtime = hastyRuntime();
  const holdfast = await createHoldfast({
    dataDir: options.dataDir,
    workers: {
      data: `${options.workers}/holdfast.worker.js`,
      sandbox: `${options.workers}/sandbox.worker.js`,
    },
    host: null,
    keyPort: environmentKeyPort({ env: {}, random: runtime.random }),
    runtime,
    version: '0.0.0-drill',
    logger: createLogger((line) => say(['problem', line]), runtime.clock.now),
    model: { provider: 'rehearsal', script: drillScript() },
    extraTools: ledgerTools(options.ledger),
    context: smallWindow,
    at: killAt(options.debugPoint),
    // every second life suspends its code as soon as it waits
    suspendAfterMs:
      options.debugPoint?.includes('suspension') || createDice(options.seed).chance(0.5) ? 1 : 600_000,
  });
  say(['ready']);
  const world: World = {
    holdfast,
    options,
    dice: createDice(options.seed),
    say,
    also: [],
    call: caller((request) => holdfast.fetch(request, { kind: 'in_process' })),
  };
  await driveAll(world);
  if (options.isLast) await compareProjections(world);
  say(['rest']);
  await holdfast.close();
}

async function driveAll(world: World): Promise<void> {
  const { options } = world;
  const known = options.sessions.map((session) => driveSession(world, session));
  const isRoom = (index: number) => !options.isLast && index < options.width;
  for (let index = known.length; isRoom(index); index += 1) known.push(driveSession(world, null));
  await Promise.all(known);
  // forks that were made meanwhile, and theirs
  for (let fork = world.also.shift(); fork; fork = world.also.shift()) await fork;
}

async function compareProjections({ holdfast }: World): Promise<void> {
  const report = await holdfast.log.rebuild({ what: 'all', apply: false });
  for (const difference of differences(report)) say(['differs', `at rest: ${difference}`]);
}

function say(line: ChildLine): void {
  let rest: Uint8Array = Buffer.from(`${JSON.stringify(line)}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      // the pipe is full for as long as the driver is busy elsewhere
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
  }
}

// the kill is synchronous: not one instruction of ours runs after the point
function killAt(debugPoint: string | null): (point: DebugPoint) => Promise<void> {
  const [wanted, passing = '1'] = debugPoint?.split('#') ?? [];
  let left = Number(passing);
  return async (point) => {
    if (point !== wanted) return;
    left -= 1;
    if (left > 0) return;
    say(['killed', point]);
    process.kill(process.pid, 'SIGKILL');
  };
}

// a back-off of seconds would make every drill wait: sleeping is twenty times as fast, everything else is real
function hastyRuntime(): Runtime {
  const real = systemRuntime();
  return {
    ...real,
    clock: { ...real.clock, sleep: (ms, signal) => real.clock.sleep(ms / 20, signal) },
  };
}

function caller(fetch: (request: Request) => Promise<Response>): World['call'] {
  return async (method, path, body) => {
    const init =
      body === undefined
        ? { method }
        : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(new Request(`http://holdfast/holdfast/v1${path}`, init));
    const answer: unknown = await response.json();
    return { isOk: response.ok, status: response.status, answer };
  };
}
