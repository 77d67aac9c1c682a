// `npm run --silent bench -- memory --data DIR [--json] [--no-peers] [--only scale] [--drawers N] [--profile DIR]`: how well and how fast the palace
// recalls, on every `locomo*.json` of DIR, text only, without any language model. What was said is taken in by the house itself, through its log. Weights were chosen on
// conversations 26, 30 and 41: those, and the others, are printed apart from all of them. With --json every figure stands on one line, and
// on the last line the few that sum it up. `--only scale`: a million made-up drawers instead, or N; what is made stays in the profile,
// for the next time.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { ablations } from './memory/ablation.ts';
import { askAll, palaceAsk, percentile } from './memory/ask.ts';
import { openMemoryHouse } from './memory/house.ts';
import { takeIn } from './memory/intake.ts';
import { type Conversation, readLocomo } from './memory/locomo.ts';
import { peerRows } from './memory/peers.ts';
import { scale } from './memory/scale.ts';
import { type Answer, scoresOf } from './memory/score.ts';
import { printTable } from './memory/table.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    data: { type: 'string', default: '.' },
    'no-peers': { type: 'boolean', default: false },
    only: { type: 'string' },
    drawers: { type: 'string', default: '1000000' },
    profile: { type: 'string' },
  },
});
if (values.only === 'scale') {
  console.log(JSON.stringify(await scale(Number(values.drawers), values.profile)));
  process.exit(0);
}
const trainedOn = new Set(['conv-26', 'conv-30', 'conv-41']);
const isHeldOut = ({ id }: Conversation) => !trainedOn.has(id);

const conversations = readLocomo(values.data);
if (conversations.length === 0) throw new Error(`there is no locomo*.json in ${values.data}`);
const { holdfast, dataDir, close } = await openMemoryHouse();
const { palace } = holdfast;

const delay = monitorEventLoopDelay({ resolution: 1 });
const rssBefore = process.memoryUsage().rss;
delay.enable();
let since = performance.now();
const turnOf = await takeIn(holdfast.log, conversations);
await palace.flush();
const intakeMs = performance.now() - since;
since = performance.now();
await palace.embedded();
const embedMs = performance.now() - since;
delay.disable();
const rssAfter = process.memoryUsage().rss;

const everything = palaceAsk(palace, turnOf);
const asked = await askAll(conversations, everything);
const inOrder = conversations.flatMap(({ questions }, at) => questions.map(() => at));
const apart = (answers: readonly Answer[], wanted: (conversation: Conversation) => boolean) =>
  scoresOf(
    answers.filter((_, at) =>
      conversations.some((each, position) => position === inOrder[at] && wanted(each)),
    ),
  );
const alone = await askAll(conversations, palaceAsk(palace, turnOf, { byWordsAlone: true }));
// as the agent asks: ten drawers
const timed = await askAll(conversations, palaceAsk(palace, turnOf, { limit: 10 }));
const parts = await ablations(palace, conversations.filter(isHeldOut), turnOf);
const peers = values['no-peers'] ? [] : await peerRows(conversations, isHeldOut, dataDir);
const { indexBytes } = await close();

const one = (value: number) => Math.round(value * 100) / 100;
const scores = scoresOf(asked.answers);
const result = {
  ...scores,
  noEmbedder: { r10: scoresOf(alone.answers).turn.r10, ...scoresOf(alone.answers) },
  ms: { p50: percentile(timed.ms, 0.5), p95: percentile(timed.ms, 0.95) },
  heldOut: {
    conversations: conversations.filter(isHeldOut).map(({ id }) => id),
    ...apart(asked.answers, isHeldOut),
    noEmbedder: apart(alone.answers, isHeldOut),
  },
  trainedOn: apart(asked.answers, (each) => !isHeldOut(each)),
  intake: {
    drawers: turnOf.size,
    msPerDrawer: one(intakeMs / turnOf.size),
    embeddingMsPerWindow: one(embedMs / turnOf.size),
    mainThreadLongestMs: one(delay.max / 1e6),
    indexMbPerThousand: one(indexBytes / turnOf.size / 1000),
    memoryMb: one((rssAfter - rssBefore) / 2 ** 20),
  },
  ablation: parts,
  peers,
};
const { ndcg10: _, ...sums } = scores;
if (values.json) console.log(JSON.stringify(result));
else printTable(result);
console.log(JSON.stringify({ ...sums, noEmbedder: { r10: result.noEmbedder.r10 }, ms: result.ms }));
