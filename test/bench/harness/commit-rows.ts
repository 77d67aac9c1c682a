import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Part } from './context.ts';
import { inFolder, median } from './measure.ts';
import { type Row, row, skippedRow } from './table.ts';
import type { CommitCount, LoopInput } from './warm-turn.ts';

const turns = 40;

/** What a turn of the house makes durable, counted where it happens: in the write-ahead log and at the system calls. */
export const commits: Part = {
  name: 'commits',
  async measure(bench) {
    const input: LoopInput = { baseUrl: `${bench.modelUrl}/loop-${turns}`, turns, repetitions: 0 };
    const counted = await bench.run<CommitCount>('countCommits', input);
    const calls = Object.entries(counted.callsPerTurn).sort(([, left], [, right]) => right - left);
    return [
      row({
        name: 'commits a tool turn',
        value: median(counted.perTurn),
        unit: 'commits',
        target: '<= 2',
        ran: `commit frames in the write-ahead log between one call of the tool and the next, ${counted.perTurn.length} turns of the whole house`,
      }),
      row({
        name: 'questions to the data workers a tool turn',
        value: calls.reduce((sum, [, count]) => sum + count, 0),
        unit: 'messages',
        ran: calls.map(([name, count]) => `${name} ${count.toFixed(1)}`).join(', '),
      }),
      await flushes(bench, input),
    ];
  },
};

async function flushes(bench: Bench, input: LoopInput): Promise<Row> {
  const name = 'flushes a commit';
  if (process.platform !== 'linux' || spawnSync('strace', ['-V']).status !== 0)
    return skippedRow(name, 'not counted: there is no strace here');
  return inFolder(async (folder) => {
    const trace = join(folder, 'trace');
    const wrap = ['strace', '-f', '-y', '-ttt', '--seccomp-bpf', '-e', 'trace=fsync,fdatasync', '-o', trace];
    const { commits: count, window } = await bench.run<CommitCount>('countCommits', input, { wrap });
    if (!existsSync(trace)) return skippedRow(name, 'strace wrote nothing');
    const flushed = flushesIn(readFileSync(trace, 'utf8'), window);
    return row({
      name,
      value: flushed.main / count,
      unit: 'flushes',
      target: '<= 1.1',
      ran: `strace: ${flushed.main} fsync or fdatasync calls for holdfast.db in ${count} commits (checkpoints included), ${flushed.other} for other files (index.db, derived)`,
    });
  });
}

/** Calls within the window that began there: by file, as `-y` names it. */
function flushesIn(trace: string, [from, to]: readonly [number, number]): { main: number; other: number } {
  const counts = { main: 0, other: 0 };
  for (const line of trace.split('\n')) {
    const found = /^\d+ +([\d.]+) (?:fsync|fdatasync)\(\d+<([^>]*)>/.exec(line);
    if (!found?.[1] || Number(found[1]) < from || Number(found[1]) > to) continue;
    if (/\/holdfast\.db(-wal)?$/.test(found[2] ?? '')) counts.main += 1;
    else counts.other += 1;
  }
  return counts;
}
