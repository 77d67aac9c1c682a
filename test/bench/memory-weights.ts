// `npm run --silent bench -- memory-weights --data DIR`: trains recall's ranker on conversations 26, 30 and 41 of LoCoMo, and on nothing
// else, and prints core/palace/recall/weights.ts. The conversations themselves are not part of Holdfast.
import { parseArgs } from 'node:util';
import { openMemoryHouse } from './memory/house.ts';
import { takeIn } from './memory/intake.ts';
import { type Conversation, readLocomo } from './memory/locomo.ts';
import { type Example, train } from './memory/train.ts';

const trainedOn = ['conv-26', 'conv-30', 'conv-41'];
const sessionShare = 0.5;

const { values } = parseArgs({ options: { data: { type: 'string', default: '.' } } });
const conversations = readLocomo(values.data).filter(({ id }) => trainedOn.includes(id));
const { holdfast, close } = await openMemoryHouse();
const turnOf = await takeIn(holdfast.log, conversations);
await holdfast.palace.embedded();

async function examplesOf({ id: wing, questions }: Conversation, byWordsAlone: boolean) {
  const examples: Example[] = [];
  let names: string[] = [];
  for (const { text: query, evidence } of questions) {
    const { eventIds, features } = await holdfast.palace.weighed({ query, wing, limit: 10, byWordsAlone });
    names = Object.keys(features);
    const turns = eventIds.map((id) => turnOf.get(id) ?? '');
    examples.push({
      rows: turns.map((_, at) => Float64Array.from(names, (name) => features[name]?.[at] ?? 0)),
      isAnswer: turns.map((turn) => evidence.includes(turn)),
      sessions: turns.map((turn) => turn.slice(0, turn.indexOf(':'))),
    });
  }
  return { names, examples };
}

async function weightsFor(byWordsAlone: boolean): Promise<string> {
  const all: Example[] = [];
  let names: string[] = [];
  for (const conversation of conversations) {
    const found = await examplesOf(conversation, byWordsAlone);
    names = found.names;
    all.push(...found.examples);
  }
  const weights = train(all, names.length, { sortBy: names.indexOf('base'), sessionShare });
  return names.map((name, at) => `  ${name}: ${Number((weights[at] ?? 0).toFixed(2))},`).join('\n');
}

const [withEmbedder, withoutEmbedder] = [await weightsFor(false), await weightsFor(true)];
await close();
console.log(`import type { Weights } from './rank.ts';

// Printed by \`npm run bench -- memory-weights\`: a linear ranker, trained with a listwise softmax on the questions of LoCoMo's
// conversations 26, 30 and 41 (test/bench/memory/train.ts). Not edited by hand.

/** For questions and drawers with vectors of the default encoder. */
export const withEmbedder: Weights = {
${withEmbedder}
};

/** For words alone. */
export const withoutEmbedder: Weights = {
${withoutEmbedder}
};`);
