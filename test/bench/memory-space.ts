// `npm run --silent bench -- memory-space --data DIR`: makes the space in which recall compares vectors, from conversations 26, 30 and 41
// of LoCoMo and nothing else, and prints core/palace/embedder/axes.ts. `memory-weights` comes after it.
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { inSpace } from '../../core/palace/embedder/space.ts';
import { trainedOn } from './memory/locomo.ts';
import { learnTurn, mainDirections, openSetUpEmbedder, read } from './memory/space.ts';

const { values } = parseArgs({ options: { data: { type: 'string', default: '.' } } });
const embedder = openSetUpEmbedder(true);
const conversations = [];
for (const conversation of trainedOn(values.data)) conversations.push(await read(embedder, conversation));
await embedder.close();

const axes = inSteps(
  mainDirections(conversations.flatMap(({ windows, turns }) => [...windows, ...[...turns.values()].flat()])),
);
const put = (vectors: readonly Float32Array[]) => vectors.map((vector) => inSpace(vector, axes.values));
const turn = inSteps(
  learnTurn(
    conversations.map(({ windows, turns, questions }) => ({
      windows: put(windows),
      turns: new Map([...turns].map(([id, vectors]) => [id, put(vectors)])),
      questions: questions.map(({ forms, evidence }) => ({ forms: put(forms), evidence })),
    })),
  ),
);

/** In 255 steps, as it is printed. */
function inSteps(matrix: Float32Array) {
  const step = Number(
    (matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127).toPrecision(6),
  );
  const steps = Int8Array.from(matrix, (value) => Math.round(value / step));
  return { step, steps, values: Float32Array.from(steps, (value) => value * step) };
}

function printed({ step, steps }: ReturnType<typeof inSteps>): string {
  const lines =
    Buffer.from(steps.buffer)
      .toString('base64')
      .match(/.{1,360}/g) ?? [];
  return `read(${step}, [\n${lines.map((line) => `  '${line}',`).join('\n')}\n])`;
}

console.log(`// Printed by \`npm run bench -- memory-space\`, from LoCoMo's conversations 26, 30 and 41. Not edited by hand.

/** The encoder whose vectors the space is of. */
export const encoder = '${embedder.name}';

/** Tells these axes from others: vectors along other axes are not compared. */
export const axesName = '${createHash('sha256').update(axes.steps).digest('hex').slice(0, 8)}';

/** The axes of the space, one after the other in the encoder's components, the most telling first. */
export const axes = ${printed(axes)};

/** From a question's components in the space, row by row, to those of its answers' sentences. */
export const turn = ${printed(turn)};

/** A matrix in whole numbers of \`step\`, one byte each. */
function read(step: number, lines: readonly string[]): Float32Array {
  const bytes = Buffer.from(lines.join(''), 'base64');
  return Float32Array.from(
    new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    (value) => value * step,
  );
}`);
