import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDice, type Dice } from './kill/random.ts';
import { openLogAt } from './support/writer.ts';

// `npm run --silent drill -- wal --times 1000 --seed 1 --json`: a write-ahead log with flipped, zeroed, torn or strange bytes. What opens
// must be an exact prefix of what was committed, and hold every commit that lies before the damage.

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean' },
  },
});
const commits = 60;
process.exitCode = await drill(Number(values.times), Number(values.seed));

async function drill(times: number, seed: number): Promise<number> {
  const startedAt = performance.now();
  const root = mkdtempSync(join(tmpdir(), 'holdfast-wal-'));
  try {
    const original = join(root, 'original');
    const { sessionId, ids, walEnds } = await write(original);
    const dice = createDice(seed);
    const wal = readFileSync(join(original, 'copy.db-wal'));
    const figures = {
      mutations: times,
      notAPrefix: 0,
      lostBeforeDamage: 0,
      broken: 0,
      unreadable: 0,
      whole: 0,
    };
    for (let time = 0; time < times; time += 1) {
      const dataDir = join(root, 'damaged');
      rmSync(dataDir, { recursive: true, force: true });
      mkdirSync(dataDir);
      copyFileSync(join(original, 'copy.db'), join(dataDir, 'holdfast.db'));
      const { bytes, from } = damage(wal, dice);
      writeFileSync(join(dataDir, 'holdfast.db-wal'), bytes);
      const read = await readIds(dataDir, sessionId);
      if (read === null) {
        figures.unreadable += 1;
        continue;
      }
      if (!read.isChainOk) figures.broken += 1;
      if (read.ids.some((id, index) => ids[index] !== id) || read.ids.length % 2 !== 0)
        figures.notAPrefix += 1;
      const safe = 2 * walEnds.filter((end) => end <= from).length;
      if (read.ids.length < safe) figures.lostBeforeDamage += 1;
      if (read.ids.length === ids.length) figures.whole += 1;
    }
    const { notAPrefix, lostBeforeDamage, broken, unreadable } = figures;
    const isWell = notAPrefix + lostBeforeDamage + broken + unreadable === 0 && figures.whole < times;
    const ms = Math.round(performance.now() - startedAt);
    process.stdout.write(`${JSON.stringify({ drill: 'wal', ok: isWell, seed, ...figures, ms })}\n`);
    return isWell ? 0 : 1;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Commits of two events each into a write-ahead log that is never taken into the file; `walEnds`: its length after each. */
async function write(dataDir: string) {
  const { data, log } = openLogAt(dataDir);
  const { id } = await log.createSession({
    agent: {},
    environmentId: 'env_drill',
    title: null,
    metadata: {},
  });
  await data.command('drill.pragma', { text: 'wal_checkpoint(TRUNCATE)' });
  await data.command('drill.pragma', { text: 'wal_autocheckpoint=0' });
  const ids: string[] = [];
  const walEnds: number[] = [];
  for (let commit = 0; commit < commits; commit += 1) {
    const text = `${commit} ${'words '.repeat(1 + ((commit * 37) % 700))}`;
    const stored = await log.append({
      sessionId: id,
      events: [
        { type: 'user.message', content: [{ type: 'text', text }] },
        { type: 'session.status_running' },
      ],
    });
    ids.push(...stored.map(({ event }) => event.id));
    walEnds.push(statSync(join(dataDir, 'holdfast.db-wal')).size);
  }
  // as a kill leaves them: a close would take the one into the other
  copyFileSync(join(dataDir, 'holdfast.db'), join(dataDir, 'copy.db'));
  copyFileSync(join(dataDir, 'holdfast.db-wal'), join(dataDir, 'copy.db-wal'));
  await data.close();
  return { sessionId: id, ids, walEnds };
}

/** `from`: where the damage begins. */
function damage(wal: Buffer, dice: Dice): { bytes: Buffer; from: number } {
  const from = Math.floor(dice.unit() * wal.length);
  const length = 1 + Math.floor(dice.unit() ** 3 * 8192);
  const bytes = Buffer.from(wal);
  const part = bytes.subarray(from, from + length);
  switch (dice.pick(['flip', 'zero', 'tear', 'garbage'] as const)) {
    case 'flip':
      bytes[from] = (bytes[from] ?? 0) ^ (1 << Math.floor(dice.unit() * 8));
      break;
    case 'zero':
      part.fill(0);
      break;
    case 'tear':
      return { bytes: bytes.subarray(0, from), from };
    case 'garbage':
      for (let index = 0; index < part.length; index += 1) part[index] = Math.floor(dice.unit() * 256);
      break;
  }
  return { bytes, from };
}

async function readIds(
  dataDir: string,
  sessionId: string,
): Promise<{ ids: string[]; isChainOk: boolean } | null> {
  const { data, log } = openLogAt(dataDir);
  try {
    if (data.degraded() !== null) return null;
    const ids = (await log.read({ sessionId, limit: 1000 })).map(({ event }) => event.id);
    return { ids, isChainOk: (await log.verifyChain({ sessionId })).ok };
  } finally {
    await data.close();
  }
}
