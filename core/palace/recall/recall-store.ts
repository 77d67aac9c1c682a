import { int, type Tx, text } from '../../db/worker.ts';
import { othersDiaries } from '../diary-store.ts';
import { drawerRows, toDrawers } from '../drawer-rows.ts';
import { matches, rangeOfWing } from '../index/matches-store.ts';
import { snippetOf } from '../snippet.ts';
import type { Drawer, PalaceHit } from '../types.ts';
import { matchParts } from '../words/expression.ts';
import { marksOf } from '../words/marks.ts';
import { matchingContexts, toldBy } from './contexts-store.ts';
import { columnOf } from './counts.ts';
import { createDocsMemory } from './docs-memory-store.ts';
import { featuresOf } from './features.ts';
import { readQuery } from './query.ts';
import { rank } from './rank.ts';
import { gatherUniverse, type Universe } from './universe.ts';
import { closestSentences, createVectorsMemory, type QuestionVector } from './vectors-memory-store.ts';

export interface RecallInput {
  query: string;
  /** The session that asks: its latest events are left out, and other agents' diaries. */
  sessionId?: string;
  /** Name of a wing. */
  wing?: string;
  /** Drawers at most, besides their neighbours; up to 100. */
  limit: number;
  /** What the answer may cost at most, neighbours included. */
  budgetTokens?: number;
  /** Spoken neighbours on each side that are given along, as far as the budget allows; none when left out. */
  neighbours?: number;
  /** The question's vector, where there is an embedder. */
  question?: QuestionVector | null;
}

export interface RecalledHit extends PalaceHit {
  /** What was said right before and after it, in order. */
  before: Drawer[];
  after: Drawer[];
}

export interface Recalled {
  hits: RecalledHit[];
  /** About how many tokens the words of the answer are. */
  tokens: number;
}

/** Candidates with the value of each feature, in the same order. */
export interface Weighed {
  eventIds: string[];
  features: Record<string, number[]>;
}

// events of the running session that its agent has before its eyes anyway
const eventsInView = 100;
const textCandidates = 200;
const vectorCandidates = 100;
const candidateWeights = '1.0, 1.0, 0.5, 0.3, 1.0';

/** Makes the queries that recall; what they remember between questions is this thread's. */
export function createRecall() {
  const docs = createDocsMemory();
  const vectors = createVectorsMemory();

  /** Candidates with what the ranker weighs, best first. */
  function weigh(tx: Tx, input: RecallInput) {
    if (!docs.refresh(tx)) return null;
    const scope = scopeOf(tx, input);
    if (scope === null) return null;
    const query = readQuery(input.query);
    const scan = input.question ? vectors.scan(tx, input.question, scope.wing) : null;
    const numbers = byTurns(
      textMatches(tx, input.query, scope),
      (scan?.nearest(vectorCandidates + scope.inView.size) ?? []).filter((each) => !scope.inView.has(each)),
    );
    const contexts = matchingContexts(tx, input.query, scope.wing);
    const told = [...contexts.keys()].filter((each) => !scope.inView.has(each));
    const found = [...new Set([...numbers, ...told])];
    const hidden = input.sessionId === undefined ? null : othersDiaries(tx, input.sessionId, found);
    const own = hidden ? found.filter((each) => !hidden.has(each)) : found;
    const universe = gatherUniverse(own, (wanted) => docs.docs(tx, wanted), {
      isWanted: ({ number, wing }) =>
        (scope.wing === null || wing === scope.wing) && !scope.inView.has(number),
    });
    const closeness = scan
      ? columnOf(universe.docs, ({ number }) => {
          const product = scan.of(number);
          return product === null ? 0 : Math.max(0, (product - scan.mean) / (scan.best - scan.mean || 1));
        })
      : null;
    const rarityOf = (stem: string) => docs.rarity(tx, stem);
    const sentence = scan ? (input.question?.sentence ?? null) : null;
    const spoken =
      sentence === null ? null : (numbers: readonly number[]) => closestSentences(tx, sentence, numbers);
    return {
      query,
      universe,
      rarityOf,
      closeness,
      spoken,
      told: toldBy(contexts, universe.docs, query, rarityOf),
    };
  }

  /** What was said about the question: best first, with its surroundings, within the budget. */
  function recall(tx: Tx, input: RecallInput): Recalled {
    const weighed = weigh(tx, input);
    if (weighed === null) return { hits: [], tokens: 0 };
    const best = rank(weighed).slice(0, Math.min(Math.max(input.limit, 1), 100));
    return answer(tx, input, weighed.universe, best);
  }

  /** The ranker's own view: for training, and to say why something was found. */
  function weighed(tx: Tx, input: RecallInput): Weighed {
    const found = weigh(tx, input);
    if (found === null) return { eventIds: [], features: {} };
    const { ranked, columns } = featuresOf(found);
    const numbers = ranked.map((at) => found.universe.docs[at]?.number ?? -1);
    const rows = tx.all(
      `SELECT d.number, e.id FROM idx.drawer_docs d JOIN events e ON e.key = d.event_key
       WHERE d.number IN (SELECT value FROM json_each(?))`,
      JSON.stringify(numbers),
    );
    const ids = new Map(rows.map((row) => [int(row, 'number'), text(row, 'id')]));
    const features = Object.fromEntries([...columns].map(([name, column]) => [name, [...column]]));
    return { eventIds: numbers.map((number) => ids.get(number) ?? ''), features };
  }

  return { recall, weighed };
}

/** Two of the first list, one of the second, and so on; each number once. */
function byTurns(first: readonly number[], second: readonly number[]): number[] {
  const numbers = new Set<number>();
  for (let turn = 0; turn < Math.max(first.length / 2, second.length); turn += 1)
    for (const number of [first[2 * turn], first[2 * turn + 1], second[turn]])
      if (number !== undefined) numbers.add(number);
  return [...numbers];
}

interface Scope {
  wing: number | null;
  /** Drawers that are before the asking agent's eyes. */
  inView: ReadonlySet<number>;
}

function scopeOf(tx: Tx, { wing, sessionId }: RecallInput): Scope | null {
  const row =
    wing === undefined ? null : tx.get('SELECT number FROM wings WHERE name = ? COLLATE NOCASE', wing);
  if (row === undefined) return null;
  const session =
    sessionId === undefined
      ? undefined
      : tx.get('SELECT number, last_seq FROM sessions WHERE id = ?', sessionId);
  const first = session ? int(session, 'number') * 2 ** 32 : 0;
  const inView = session
    ? tx.all(
        'SELECT number FROM idx.drawer_docs WHERE event_key BETWEEN ? AND ?',
        first + Math.max(0, int(session, 'last_seq') - eventsInView),
        first + 2 ** 32 - 1,
      )
    : [];
  return {
    wing: row === null ? null : int(row, 'number'),
    inView: new Set(inView.map((each) => int(each, 'number'))),
  };
}

function textMatches(tx: Tx, query: string, { wing, inView }: Scope): number[] {
  const found = matches(tx, {
    parts: matchParts(query, { columns: ['body', 'speaker', 'caption', 'date'] }),
    weights: candidateWeights,
    range: wing === null ? null : rangeOfWing(wing),
    limit: textCandidates + inView.size,
  });
  return found.map(({ number }) => number).filter((number) => !inView.has(number));
}

function drawersOf(tx: Tx, numbers: readonly number[]): { number: number; drawer: Drawer }[] {
  const rows = drawerRows(tx, 'd.number IN (SELECT value FROM json_each(?))', JSON.stringify(numbers));
  const drawers = toDrawers(tx, rows);
  return rows.flatMap((row, at) => {
    const drawer = drawers[at];
    return drawer ? [{ number: int(row, 'number'), drawer }] : [];
  });
}

function answer(
  tx: Tx,
  { query, budgetTokens = Number.POSITIVE_INFINITY, neighbours = 0 }: RecallInput,
  universe: Universe,
  best: readonly { at: number; score: number }[],
): Recalled {
  const around = best.map(({ at }) => surroundings(universe, at, neighbours));
  const numbers = new Set(
    [...best.map(({ at }) => at), ...around.flatMap(({ before, after }) => [...before, ...after])].map(
      (at) => universe.docs[at]?.number ?? -1,
    ),
  );
  const drawers = new Map(drawersOf(tx, [...numbers]).map(({ number, drawer }) => [number, drawer]));
  const drawerAt = (at: number) => drawers.get(universe.docs[at]?.number ?? -1);
  const given = new Set<string>();
  const hits: RecalledHit[] = [];
  let tokens = 0;
  const take = (drawer: Drawer | undefined): Drawer[] => {
    if (!drawer || given.has(drawer.id) || tokens + tokensOf(drawer.text) > budgetTokens) return [];
    given.add(drawer.id);
    tokens += tokensOf(drawer.text);
    return [drawer];
  };
  // the hits themselves come first: a neighbour never takes the place of a better one
  for (const { at, score } of best) {
    for (const drawer of take(drawerAt(at))) {
      const marks = marksOf(drawer.text, query);
      const snippet = snippetOf(drawer.text, marks);
      hits.push({ ...drawer, snippet, marks, score, before: [], after: [] });
    }
  }
  if (neighbours === 0) return { hits, tokens };
  best.forEach(({ at }, place) => {
    const hit = hits.find((each) => each.id === drawerAt(at)?.id);
    if (!hit) return;
    for (const each of around[place]?.before ?? []) hit.before.unshift(...take(drawerAt(each)));
    for (const each of around[place]?.after ?? []) hit.after.push(...take(drawerAt(each)));
  });
  return { hits, tokens };
}

/** Positions of the neighbours, the nearest first. */
function surroundings({ before, after }: Universe, at: number, reach: number) {
  const walk = (side: Int32Array) => {
    const found: number[] = [];
    for (let next = side[at] ?? -1; next >= 0 && found.length < reach; next = side[next] ?? -1)
      found.push(next);
    return found;
  };
  return { before: walk(before), after: walk(after) };
}

/** About how many tokens a text is to a model: four characters each, or one where the script has no spaces. */
function tokensOf(text: string): number {
  const wide = text.match(/[\u3000-\u9fff\uac00-\ud7af]/g)?.length ?? 0;
  return Math.ceil((text.length - wide) / 4) + wide;
}
