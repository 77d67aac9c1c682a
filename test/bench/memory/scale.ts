// What a palace of a million drawers costs: made-up messages whose words are as rare as words are, through the log as everything else,
// with vectors of an encoder that is quick because it understands nothing.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askAll, palaceAsk, percentile } from './ask.ts';
import { openMemoryHouse } from './house.ts';
import { takeIn } from './intake.ts';
import type { Conversation } from './locomo.ts';

const drawersOfWing = 100_000;
const turnsOfSitting = 100;
const questionsAsked = 100;
const vocabulary = 60_000;
const dimensions = 512;

/** Milliseconds of a question in one wing of 100,000 (or all, when there are fewer) and in all wings, and what it takes to hold them. */
export interface Scale {
  drawers: number;
  oneWing: { p50: number; p95: number };
  allWings: { p50: number; p95: number };
  /** What the process grew by when it first looked at all vectors. */
  scannerMb: number;
  indexMbPerThousand: number;
  intakeMinutes: number;
  embeddingMinutes: number;
}

export async function scale(drawers: number): Promise<Scale> {
  const folder = quickEncoder();
  const { holdfast, close } = await openMemoryHouse(folder);
  try {
    const random = generator();
    const wings = Math.max(1, Math.round(drawers / drawersOfWing));
    const conversations: Conversation[] = [];
    let since = performance.now();
    const turnOf = new Map<string, string>();
    for (let number = 0; number < wings; number += 1) {
      const wing = conversationOf(`wing ${number}`, Math.round(drawers / wings), random);
      for (const [event, turn] of await takeIn(holdfast.log, [wing])) turnOf.set(event, turn);
      // only one of them is asked
      conversations.push({ ...wing, sittings: [] });
    }
    await holdfast.palace.flush();
    const intakeMinutes = minutesSince(since);
    since = performance.now();
    await holdfast.palace.embedded();
    const embeddingMinutes = minutesSince(since);
    const before = process.memoryUsage().rss;
    const ask = palaceAsk(holdfast.palace, turnOf, { limit: 10 });
    const everywhere = palaceAsk(holdfast.palace, turnOf, { limit: 10, isEverywhere: true });
    const asked = conversations.slice(0, 1);
    // the first questions read the vectors into memory
    await askAll(
      asked.map((each) => ({ ...each, questions: each.questions.slice(0, 3) })),
      everywhere,
    );
    const after = process.memoryUsage().rss;
    const one = await askAll(asked, ask);
    const all = await askAll(asked, everywhere);
    const { indexBytes } = await close();
    const times = (ms: readonly number[]) => ({ p50: percentile(ms, 0.5), p95: percentile(ms, 0.95) });
    return {
      drawers,
      oneWing: times(one.ms),
      allWings: times(all.ms),
      scannerMb: Math.round((after - before) / 2 ** 20),
      indexMbPerThousand: Math.round((100 * indexBytes) / drawers / 1000) / 100,
      intakeMinutes,
      embeddingMinutes,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const minutesSince = (since: number): number => Math.round((performance.now() - since) / 6000) / 10;

/** A folder as an owner's own encoder is: its runtime turns the ids of a text into numbers that look like chance. */
function quickEncoder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-quick-encoder-'));
  const runtime = join(folder, 'node_modules', 'onnxruntime-node');
  mkdirSync(runtime, { recursive: true });
  writeFileSync(
    join(folder, 'embedder.json'),
    JSON.stringify({ name: 'quick', dimensions, longest_tokens: 128 }),
  );
  writeFileSync(join(folder, 'model.onnx'), '');
  const pieces = ['<pad>', '<unk>', '<s>', '</s>', '<mask>', '<sep>', '▁', ...'abcdefghijklmnopqrstuvwxyz'];
  writeFileSync(join(folder, 'vocabulary.json'), JSON.stringify(pieces.map((piece) => [piece, -1])));
  writeFileSync(
    join(runtime, 'package.json'),
    JSON.stringify({ name: 'onnxruntime-node', main: 'index.js' }),
  );
  writeFileSync(join(runtime, 'index.js'), quickRuntime);
  return folder;
}

const quickRuntime = `
exports.Tensor = class { constructor(type, data) { this.data = data; } };
exports.InferenceSession = {
  async create() {
    return {
      outputNames: ['vector'],
      async run({ ids }) {
        let state = 1;
        for (const id of ids.data) state = (Math.imul(state, 31) + Number(id)) | 0;
        const data = new Float32Array(${dimensions});
        let sum = 0;
        for (let at = 0; at < data.length; at += 1) {
          state = (Math.imul(state, 1664525) + 1013904223) | 0;
          data[at] = state / 2 ** 31;
          sum += data[at] ** 2;
        }
        const length = Math.sqrt(sum);
        return { vector: { data: data.map((value) => value / length) } };
      },
    };
  },
};
`;

function conversationOf(id: string, turns: number, random: () => number): Conversation {
  const sentence = (words: number) => Array.from({ length: words }, () => wordOf(random)).join(' ');
  const sittings = Array.from({ length: Math.ceil(turns / turnsOfSitting) }, (_, number) => ({
    number: number + 1,
    saidAt: new Date(Date.UTC(2024, 0, 1) + number * 3_600_000),
    turns: Array.from({ length: Math.min(turnsOfSitting, turns - number * turnsOfSitting) }, (_, turn) => ({
      id: `D${number + 1}:${turn + 1}`,
      speaker: turn % 2 === 0 ? 'Ada' : 'Grace',
      text: sentence(8 + Math.floor(random() * 30)),
    })),
  }));
  const questions = Array.from({ length: questionsAsked }, () => ({
    text: `What did Ada say about ${sentence(3)}?`,
    evidence: [],
    category: 1,
  }));
  return { id, sittings, questions };
}

// a word of rank r is about 1/r as frequent as the first
function wordOf(random: () => number): string {
  let rank = Math.floor(vocabulary ** random());
  let word = '';
  do {
    word += `${'bdfgklmnprstvz'[rank % 14]}${'aeiou'[Math.floor(rank / 14) % 5]}`;
    rank = Math.floor(rank / 70);
  } while (rank > 0);
  return word;
}

/** Numbers from 0 to 1 that are the same in every run. */
function generator(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
