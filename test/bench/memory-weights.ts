// `npm run --silent bench -- memory-weights --data DIR`: trains recall's ranker on conversations 26, 30 and 41 of LoCoMo, and on nothing
// else, and prints core/palace/recall/weights.ts. The conversations themselves are not part of Holdfast.
import { parseArgs } from 'node:util';
import { openMemoryHouse } from './memory/house.ts';
import { takeIn } from './memory/intake.ts';
import { type Conversation, trainedOn } from './memory/locomo.ts';
import { learnTurn, openSetUpEmbedder, type Read, read } from './memory/space.ts';
import { type Example, train } from './memory/train.ts';

const sessionShare = 0.5;
const ofSentences = /^sentence/;

const { values } = parseArgs({ options: { data: { type: 'string', default: '.' } } });
const conversations = trainedOn(values.data);
const embedder = openSetUpEmbedder();
const reads = new Map<string, Read>();
for (const conversation of conversations) reads.set(conversation.id, await read(embedder, conversation));
await embedder.close();
// a turn that was learnt from the same questions would look better than it is
const turns = new Map(
  [...reads.keys()].map((own) => [
    own,
    learnTurn([...reads].filter(([id]) => id !== own).map(([, each]) => each)),
  ]),
);
const { holdfast, close } = await openMemoryHouse();
const turnOf = await takeIn(holdfast.log, conversations);
await holdfast.palace.embedded();

interface Column {
  names: string[];
  examples: Example[];
}

async function examplesOf({ id: wing, questions }: Conversation, byWordsAlone: boolean): Promise<Column> {
  const examples: Example[] = [];
  let names: string[] = [];
  const turn = turns.get(wing) ?? new Float32Array();
  for (const { text: query, evidence } of questions) {
    const { eventIds, features } = await holdfast.palace.weighed({
      query,
      wing,
      limit: 10,
      byWordsAlone,
      turn,
    });
    names = Object.keys(features);
    const found = eventIds.map((id) => turnOf.get(id) ?? '');
    examples.push({
      rows: found.map((_, at) => Float64Array.from(names, (name) => features[name]?.[at] ?? 0)),
      isAnswer: found.map((each) => evidence.includes(each)),
      sessions: found.map((each) => each.slice(0, each.indexOf(':'))),
    });
  }
  return { names, examples };
}

async function allExamples(byWordsAlone: boolean): Promise<Column> {
  const found: Column[] = [];
  for (const conversation of conversations) found.push(await examplesOf(conversation, byWordsAlone));
  return { names: found[0]?.names ?? [], examples: found.flatMap(({ examples }) => examples) };
}

function weightsFor({ names, examples }: Column, isLeftOut = (_name: string) => false): string {
  const kept = [...names.keys()].filter((at) => !isLeftOut(names[at] ?? ''));
  const chosen = examples.map((example) => ({
    ...example,
    rows: example.rows.map((row) => Float64Array.from(kept, (at) => row[at] ?? 0)),
  }));
  const own = kept.map((at) => names[at] ?? '');
  const weights = train(chosen, own.length, { sortBy: own.indexOf('base'), sessionShare });
  return own.map((name, at) => `  ${name}: ${Number((weights[at] ?? 0).toFixed(2))},`).join('\n');
}

const [withVectors, byWords] = [await allExamples(false), await allExamples(true)];
const withSentences = weightsFor(withVectors);
const withEmbedder = weightsFor(withVectors, (name) => ofSentences.test(name));
const withoutEmbedder = weightsFor(byWords);
await close();
console.log(`import type { Weights } from './rank.ts';

// Printed by \`npm run bench -- memory-weights\`: a linear ranker, trained with a listwise softmax on the questions of LoCoMo's
// conversations 26, 30 and 41 (test/bench/memory/train.ts). Not edited by hand.

/** For questions and drawers with vectors of the encoder that comes along, of windows and of sentences. */
export const withSentences: Weights = {
${withSentences}
};

/** For vectors of another encoder, of windows alone. */
export const withEmbedder: Weights = {
${withEmbedder}
};

/** For words alone. */
export const withoutEmbedder: Weights = {
${withoutEmbedder}
};`);
