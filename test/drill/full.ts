import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, systemRuntime } from '../../core/base/index.ts';
import type { StoredEvent } from '../../core/events/index.ts';
import { createHoldfast } from '../../core/holdfast.ts';
import { parseRehearsalScript } from '../../core/model/index.ts';
import { environmentKeyPort } from '../../core/vault/index.ts';
import { ledgerTools, readLedger } from './kill/tools.ts';
import { skip, whyNotRoot } from './support/skip.ts';

// `npm run --silent drill -- full --json`: a session on a disk that fills up in the middle of its work, and that then has room again.

const why = whyNotRoot();
if (why !== null) skip('full', why);
else process.exitCode = await drill();

async function drill(): Promise<number> {
  const startedAt = performance.now();
  const root = mkdtempSync(join(tmpdir(), 'holdfast-full-'));
  const disk = join(root, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk]);
  try {
    const report = await run(disk, join(root, 'ledger'));
    const isWell = Object.values(report.checks).every((check) => check);
    process.stdout.write(
      `${JSON.stringify({ drill: 'full', ok: isWell, ...report, ms: Math.round(performance.now() - startedAt) })}\n`,
    );
    return isWell ? 0 : 1;
  } finally {
    execFileSync('umount', ['-l', disk]);
    rmSync(root, { recursive: true, force: true });
  }
}

async function run(disk: string, ledger: string) {
  const dataDir = join(disk, 'data');
  const runtime = systemRuntime();
  const problems: string[] = [];
  const workers = process.env.HOLDFAST_WORKERS ?? '';
  const call = (name: string, label: string) => ({ tool_use: { name, input: { label } } });
  const script = parseRehearsalScript(
    {
      name: 'full',
      steps: [
        {
          when: { last: 'tool_result', contains: 'first' },
          reply: { blocks: [call('ledger_effect', 'second')] },
        },
        { when: { last: 'tool_result' }, reply: { blocks: [{ text: 'All done.' }] } },
        { when: { last: 'user' }, reply: { blocks: [{ text: 'I begin.' }, call('ledger_fill', 'first')] } },
      ],
    },
    'the drill',
  );
  const [, , effect] = ledgerTools(ledger);
  if (!effect) throw new Error('the ledger has no effectful tool');
  // its effect happens, and then there is no room for its result
  const fillTool = {
    ...effect,
    name: 'ledger_fill',
    run: async (input: unknown, context: Parameters<typeof effect.run>[1]) => {
      const outcome = await effect.run(input, context);
      fill(disk);
      return outcome;
    },
  };
  const holdfast = await createHoldfast({
    dataDir,
    workers: { data: `${workers}/holdfast.worker.js`, sandbox: `${workers}/sandbox.worker.js` },
    host: null,
    keyPort: environmentKeyPort({ env: {}, random: runtime.random }),
    runtime,
    version: '0.0.0-drill',
    logger: createLogger((line) => problems.push(line), runtime.clock.now),
    model: { provider: 'rehearsal', script },
    extraTools: [effect, fillTool],
  });
  const api = async (method: string, path: string, body?: unknown) => {
    const init =
      body === undefined
        ? { method }
        : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await holdfast.fetch(new Request(`http://holdfast/holdfast/v1${path}`, init), {
      kind: 'in_process',
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const created = await api('POST', '/sessions', {});
  const id = String(created.body.id);
  const hadBallast = existsSync(join(dataDir, 'ballast'));
  await api('POST', `/sessions/${id}/messages`, { content: 'go' });
  // the state is told as a change, so that nobody has to ask again and again
  const paused = await statusWhen((storage) => storage !== null);
  // the result and the reason follow on the kept room, a moment after the first refusal
  const reason = until((event) => event.type === 'session.error');
  await Promise.race([reason, runtime.clock.sleep(10_000)]);
  const before = await readAll();
  const refused = await api('POST', `/sessions/${id}/messages`, { content: 'one more' });
  const cpu = process.cpuUsage();
  await runtime.clock.sleep(3000);
  const used = process.cpuUsage(cpu);
  const busyMs = (used.user + used.system) / 1000;
  rmSync(join(disk, 'filler'));
  await until((event) => event.type === 'session.status_idle');
  const events = await readAll();
  const chain = await holdfast.log.verifyChain({ sessionId: id });
  const after = await api('GET', '/status');
  const rebuilt = await holdfast.log.rebuild({ what: 'all', apply: false });
  await holdfast.close();
  const ledgerLines = readLedger(ledger);
  const results = events.filter(({ event }) => event.type === 'agent.tool_result');
  return {
    busyMs: Math.round(busyMs),
    refusedWith: refused.status,
    problems: problems.length,
    checks: {
      ballastWasThere: hadBallast,
      pausedWithItsReason: paused.code === 'database_full',
      reasonIsInTheLog: JSON.stringify(before).includes('database_full'),
      resultIsInTheLog: before.some(({ event }) => event.type === 'agent.tool_result'),
      newMessageIsRefusedClearly: refused.status === 507,
      noBusyLoop: busyMs < 500,
      wentOnByItself: events.some(
        ({ event }) => event.type === 'agent.message' && JSON.stringify(event).includes('All done'),
      ),
      nothingTwice: ledgerLines.length === 2 && new Set(ledgerLines.map((line) => line.key)).size === 2,
      everyResultKnown:
        results.length === 2 &&
        results.every(({ event }) => !JSON.stringify(event).includes('unknown_outcome')),
      chainHolds: chain.ok,
      projectionsEqual: rebuilt.isEqual,
      ballastIsBack: existsSync(join(dataDir, 'ballast')) && statSync(join(dataDir, 'ballast')).size > 0,
      stateIsOver: (after.body.storage ?? null) === null,
    },
  };

  async function readAll(): Promise<StoredEvent[]> {
    return holdfast.log.read({ sessionId: id });
  }

  function statusWhen(fits: (storage: { code: string } | null) => boolean): Promise<{ code: string }> {
    return new Promise((resolve, reject) => {
      const look = async () => {
        const { storage = null } = (await api('GET', '/status')).body as {
          storage?: { code: string } | null;
        };
        if (!fits(storage) || storage === null) return;
        stop();
        resolve(storage);
      };
      const stop = holdfast.onChange(() => void look().catch(reject));
    });
  }

  async function until(fits: (event: StoredEvent['event']) => boolean): Promise<void> {
    const stop = new AbortController();
    for await (const { event } of holdfast.log.follow(id, 0, stop.signal)) if (fits(event)) return;
  }
}

// to the last byte that a writer gets
function fill(disk: string): void {
  const path = join(disk, 'filler');
  for (let size = 1024 * 1024; size >= 512; size /= 2) {
    for (;;) {
      const { bavail, bsize } = statfsSync(disk);
      if (bavail * bsize < size) break;
      try {
        writeFileSync(path, Buffer.alloc(size, 1), { flag: 'a' });
      } catch {
        break;
      }
    }
  }
}
