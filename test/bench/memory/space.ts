import { spaceDimensions } from '../../../core/palace/embedder/space.ts';
import { type Embedder, openEmbedder } from '../../../core/palace/index.ts';
import {
  keptSentences,
  meanForm,
  questionForms,
  sentenceDimensions,
  sentenceTexts,
} from '../../../core/palace/recall/sentences.ts';
import type { Conversation } from './locomo.ts';

const size = sentenceDimensions;

/** What the encoder says of a conversation: vectors of its windows, of every turn's sentences, and of every question's forms. */
export interface Read {
  windows: Float32Array[];
  turns: Map<string, Float32Array[]>;
  questions: { forms: Float32Array[]; evidence: readonly string[] }[];
}

/** The encoder that setup made. `isWhole`: its vectors as the model gives them. */
export function openSetUpEmbedder(isWhole = false): Embedder {
  const folder = process.env.HOLDFAST_EMBEDDER ?? '';
  const embedder = openEmbedder({
    folder,
    workerPath: `${process.env.HOLDFAST_WORKERS ?? ''}/embedder.worker.js`,
    isWhole,
  });
  if (embedder === null) throw new Error(`no encoder in ${folder}: run setup`);
  return embedder;
}

export async function read(embedder: Embedder, { sittings, questions }: Conversation): Promise<Read> {
  const windows: Float32Array[] = [];
  const turns = new Map<string, Float32Array[]>();
  for (const sitting of sittings) {
    const said = sitting.turns.filter(({ text }) => text.trim() !== '');
    const lines = said.map(({ speaker, text }) => `${speaker}: ${text}`);
    for (const [at, { id, speaker, text }] of said.entries()) {
      windows.push(...(await embedder.embed([lines.slice(Math.max(0, at - 1), at + 2).join('\n')])));
      turns.set(id, await embedder.embed(sentenceTexts(speaker, text)));
    }
  }
  const asked: Read['questions'] = [];
  for (const { text, evidence } of questions)
    asked.push({ forms: await embedder.embed(questionForms(text)), evidence });
  return { windows, turns, questions: asked };
}

const rounds = 60;

/**
 * The directions in which vectors vary most, the most first, one after the other: subspace iteration from a fixed beginning, so the same vectors give the same directions.
 */
export function mainDirections(vectors: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const rows = vectors[0]?.length ?? 0;
  const spread = new Float64Array(rows * rows);
  for (const vector of vectors)
    for (let row = 0; row < rows; row += 1)
      for (let column = 0; column <= row; column += 1)
        spread[row * rows + column] =
          (spread[row * rows + column] ?? 0) + (vector[row] ?? 0) * (vector[column] ?? 0);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < row; column += 1)
      spread[column * rows + row] = spread[row * rows + column] ?? 0;
  let directions: Float64Array[] = Array.from({ length: spaceDimensions }, (_, column) =>
    Float64Array.from({ length: rows }, (_, row) => Math.sin(1 + row * spaceDimensions + column)),
  );
  for (let round = 0; round < rounds; round += 1)
    directions = orthonormal(directions.map((direction) => product(spread, direction)));
  return Float32Array.from(
    { length: rows * spaceDimensions },
    (_, at) => directions[Math.floor(at / rows)]?.[at % rows] ?? 0,
  );
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  return vector.map((_, row) => {
    let sum = 0;
    for (let column = 0; column < vector.length; column += 1)
      sum += (matrix[row * vector.length + column] ?? 0) * (vector[column] ?? 0);
    return sum;
  });
}

function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  const dot = (left: Float64Array, right: Float64Array) =>
    left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);
  for (const vector of vectors) {
    let own = vector;
    for (const before of done) {
      const share = dot(own, before);
      own = own.map((value, at) => value - share * (before[at] ?? 0));
    }
    const length = Math.sqrt(dot(own, own));
    done.push(own.map((value) => value / length));
  }
  return done;
}

// chosen by leaving out one of the three conversations at a time
const steps = 20;
const stepLength = 0.005;
const pullToNothing = 1;
const sharpness = 12;

/**
 * A turn of questions towards their answers: softmax over a conversation's turns by their closest sentences, pushed to the answers, held
 * close to no turn at all. Vectors are of the space.
 */
export function learnTurn(conversations: readonly Read[]): Float32Array<ArrayBuffer> {
  const asked = conversations.flatMap(({ turns, questions }) => {
    const ids = [...turns.keys()];
    const sentences = [...turns.values()].map((vectors) => keptSentences(vectors));
    return questions.map(({ forms, evidence }) => ({
      question: meanForm(forms),
      sentences,
      isAnswer: ids.map((id) => evidence.includes(id)),
    }));
  });
  const still = Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
  const turn = still.slice();
  const first = new Float64Array(turn.length);
  const second = new Float64Array(turn.length);
  for (let step = 1; step <= steps; step += 1) {
    const slope = new Float64Array(turn.length);
    for (const each of asked) addSlope(slope, each, turn, asked.length);
    for (let at = 0; at < turn.length; at += 1) {
      const own = (slope[at] ?? 0) + pullToNothing * ((turn[at] ?? 0) - (still[at] ?? 0));
      first[at] = 0.9 * (first[at] ?? 0) + 0.1 * own;
      second[at] = 0.999 * (second[at] ?? 0) + 0.001 * own * own;
      const up = (first[at] ?? 0) / (1 - 0.9 ** step);
      turn[at] =
        (turn[at] ?? 0) - (stepLength * up) / (Math.sqrt((second[at] ?? 0) / (1 - 0.999 ** step)) + 1e-8);
    }
  }
  return Float32Array.from(turn);
}

interface Asked {
  question: Float32Array;
  sentences: readonly Int8Array[];
  isAnswer: readonly boolean[];
}

function addSlope(
  slope: Float64Array,
  { question, sentences, isAnswer }: Asked,
  turn: Float64Array,
  of: number,
) {
  const answers = isAnswer.filter(Boolean).length;
  if (answers === 0) return;
  const turned = new Float64Array(size);
  question.forEach((value, row) => {
    for (let column = 0; column < size; column += 1)
      turned[column] = (turned[column] ?? 0) + value * (turn[row * size + column] ?? 0);
  });
  const closest = sentences.map((own) => closestOf(own, turned));
  const most = Math.max(...closest.map(({ score }) => score));
  const powers = closest.map(({ score }) => Math.exp(sharpness * (score - most)));
  const whole = powers.reduce((sum, power) => sum + power, 0);
  const pull = new Float64Array(size);
  closest.forEach(({ start }, at) => {
    const share = sharpness * ((powers[at] ?? 0) / whole - (isAnswer[at] ? 1 / answers : 0));
    for (let column = 0; column < size; column += 1)
      pull[column] = (pull[column] ?? 0) + (share * (sentences[at]?.[start + column] ?? 0)) / 127;
  });
  question.forEach((value, row) => {
    for (let column = 0; column < size; column += 1)
      slope[row * size + column] = (slope[row * size + column] ?? 0) + (value * (pull[column] ?? 0)) / of;
  });
}

function closestOf(sentences: Int8Array, question: Float64Array): { start: number; score: number } {
  let best = { start: 0, score: Number.NEGATIVE_INFINITY };
  for (let start = 0; start < sentences.length; start += size) {
    let sum = 0;
    for (let at = 0; at < size; at += 1) sum += (sentences[start + at] ?? 0) * (question[at] ?? 0);
    if (sum / 127 > best.score) best = { start, score: sum / 127 };
  }
  return best;
}
