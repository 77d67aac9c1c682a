import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { runInChild } from './children.ts';
import type { Bench, Part } from './context.ts';
import { inFolder, median } from './measure.ts';
import { type Row, row, skippedRow } from './table.ts';
import type { LoopInput, LoopResult, RawLoopInput } from './warm-turn.ts';

const turns = 50;

/** The tool loop of the house against the same by hand, and against LangGraph. */
export const warmTurn: Part = {
  name: 'warm-turn',
  async measure(bench) {
    const input: LoopInput = {
      baseUrl: `${bench.modelUrl}/loop-${turns}`,
      turns,
      repetitions: bench.isQuick ? 2 : 5,
    };
    const frame = await frameOfHouse(bench, input);
    const ours = newSeries();
    const plain = newSeries();
    const ownLog = newSeries();
    const langgraph = newSeries();
    const peer = peerFolder();
    for (let round = 0; round < bench.rounds; round += 1) {
      await bench.seen(`loop-${turns}`);
      add(ours, await bench.run<LoopResult>('houseLoop', input), await gaps(bench));
      const raw = (log: 'plain' | 'ours'): RawLoopInput => ({ ...input, log, frame });
      add(plain, await bench.run<LoopResult>('rawLoop', raw('plain')), await gaps(bench));
      add(ownLog, await bench.run<LoopResult>('rawLoop', raw('ours')), await gaps(bench));
      if (typeof peer === 'string')
        add(langgraph, await runLangGraph(peer, input, frame.system), await gaps(bench));
      bench.note(
        `warm turn, round ${round + 1}: ours ${told(ours)}, by hand ${told(plain)}, by hand with our log ${told(ownLog)}, LangGraph ${told(langgraph)}`,
      );
    }
    const loop = `${turns} calls with 4 KB results, ${bench.rounds} x ${input.repetitions} warm sessions, medians`;
    const rows: Row[] = [
      row({
        name: 'warm turn',
        value: median(ours.warm),
        unit: 'ms',
        control: {
          name: 'raw node:http, hand parser, one SQLite FULL table, 2 commits',
          value: median(plain.warm),
        },
        target: '<= 2',
        ran: `the whole house (API, harness, gate, vault, egress, palace): ${loop}; CPU ${ms(ours.cpu)} against ${ms(plain.cpu)} ms; cold ${ms(ours.cold)} against ${ms(plain.cold)} ms`,
      }),
      row({
        name: 'warm turn, our log in both',
        value: median(ours.warm),
        unit: 'ms',
        control: {
          name: "raw node:http, hand parser, Holdfast's log, 2 commits",
          value: median(ownLog.warm),
        },
        target: '<= 2',
        ran: `the same loop by hand into Holdfast's own log and data worker; CPU ${ms(ownLog.cpu)} ms`,
      }),
      row({
        name: 'gap between answer and next request',
        value: median(ours.gaps),
        unit: 'ms',
        control: { name: 'raw node:http', value: median(plain.gaps) },
        ran: 'seen by the server: end of an answer to the whole of the next request, p50',
      }),
    ];
    if (typeof peer !== 'string')
      return [...rows, skippedRow('warm turn against LangGraph', `not run: ${peer.missing}`)];
    rows.push(
      row({
        name: 'warm turn against LangGraph',
        value: median(ours.warm),
        unit: 'ms',
        control: { name: 'createReactAgent + SqliteSaver, durability sync', value: median(langgraph.warm) },
        target: '<= 0.25',
        ran: `the same server, system prompt and results, one tool declared; CPU ${ms(langgraph.cpu)} ms, gap p50 ${ms(langgraph.gaps)} ms`,
      }),
    );
    return rows;
  },
};

interface Series {
  warm: number[];
  cold: number[];
  cpu: number[];
  gaps: number[];
}

const newSeries = (): Series => ({ warm: [], cold: [], cpu: [], gaps: [] });
const told = ({ warm }: Series): string => (warm.length === 0 ? 'not run' : `${ms(warm)} ms`);
const ms = (values: readonly number[]): string => median(values).toFixed(2);

function add(series: Series, { msPerTurn, cpuMsPerTurn }: LoopResult, seen: number[]): void {
  const [cold = Number.NaN, ...warm] = msPerTurn;
  series.cold.push(cold);
  series.warm.push(median(warm));
  series.cpu.push(cpuMsPerTurn);
  series.gaps.push(median(seen));
}

const gaps = async (bench: Bench): Promise<number[]> => (await bench.seen(`loop-${turns}`)).gaps;

const body = z.object({ system: z.unknown(), tools: z.unknown() });

/** What stands around the transcript in the house's own requests: the raw loop sends the same bytes. */
export async function frameOfHouse(
  bench: Bench,
  input: LoopInput,
): Promise<{ system: unknown; tools: unknown }> {
  await bench.seen('loop-1');
  await bench.run('houseLoop', { baseUrl: `${bench.modelUrl}/loop-1`, turns: 1, repetitions: 0 });
  const { firstBody } = await bench.seen('loop-1');
  if (firstBody === null) throw new Error(`the house sent nothing to ${input.baseUrl}`);
  return body.parse(JSON.parse(firstBody));
}

function peerFolder(): string | { missing: string } {
  const folder = process.env.HOLDFAST_PEERS;
  if (folder === undefined) return { missing: 'the peers are installed by `npm run bench`' };
  if (!existsSync(join(folder, 'node_modules', '@langchain', 'langgraph')))
    return { missing: 'npm could not install test/bench/peers' };
  return folder;
}

const blocks = z.array(z.object({ text: z.string() }));

function runLangGraph(peers: string, input: LoopInput, system: unknown): Promise<LoopResult> {
  const text = blocks
    .parse(system)
    .map((block) => block.text)
    .join('\n\n');
  return inFolder((folder) =>
    runInChild<LoopResult>(
      'langgraph',
      { ...input, folder, system: text },
      { script: join(peers, 'langgraph.mjs') },
    ),
  );
}
