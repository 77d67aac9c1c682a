import type { Effect } from '../labels.ts';
import type { GrantProposal } from './grant.ts';
import { namedIn } from './named-values.ts';
import { implied, readSentence, type Sentence, splitSentences, type Verb } from './sentence.ts';
import { type GrantableTool, wordsOfTool } from './tool-words.ts';

/** What the owner's words ask for. */
export interface Intents {
  /** Grants to show with Send. */
  proposals: GrantProposal[];
  /** Tools that the words could be about, read generously: what they do may be asked about, though nothing is granted. */
  possible: ReadonlySet<string>;
  /** The owner leaves it to some text to say what is to be done ("do the tasks on my list"). */
  isDelegated: boolean;
}

/**
 * Reads grants out of the owner's own words: which effects, by the verbs and things that the tools' names and descriptions share with
 * them, and for which values, as the owner wrote them. Deterministic; no match, no grant. Nothing of it permits anything by itself.
 */
export function readIntents(ownerText: string, tools: readonly GrantableTool[]): Intents {
  const sentences = splitSentences(ownerText);
  const effectful = tools.filter(({ labels }) => labels.effect !== 'none');
  const found = new Map<GrantableTool, Set<number>>();
  const possible = new Set<string>();
  const take = (tool: GrantableTool, at: number) => found.set(tool, (found.get(tool) ?? new Set()).add(at));
  const own = new Set(effectful.flatMap((tool) => [...wordsOfTool(tool).verbs]));
  const read = sentences.map((sentence) => readSentence(sentence, own));
  read.forEach((sentence, at) => {
    const around = [read[at - 1], read[at + 1]].flatMap((other) => (other ? [...other.things] : []));
    for (const verb of sentence.verbs) {
      const scored = effectful.map((tool) => ({
        tool,
        far: distanceTo(tool, verb, sentence, new Set(around)),
      }));
      for (const { tool, far } of scored) if (far < unlikely) possible.add(tool.name);
      const near = scored.filter(({ far }) => far <= farthest);
      // a tool of exactly this verb stands for those that do something like it
      const exact = near.filter(({ tool }) => isMeant(tool, verb, sentence));
      const candidates = exact.length > 0 ? exact : near;
      const nearest = Math.min(...candidates.map(({ far }) => far));
      for (const { tool, far } of candidates) if (far <= nearest + 0.5 || far <= besides) take(tool, at);
    }
    for (const tool of effectful)
      if (isReading(tool) && sentence.identifiers.some(({ kind }) => kind === 'url')) take(tool, at);
  });
  const proposals = [...found].map(([tool, at]) => proposalOf(tool, sentences, at));
  for (const { tools: names } of proposals) for (const name of names) possible.add(name);
  return { proposals, possible, isDelegated: isDelegation(ownerText) };
}

/** Only the grants; see `readIntents`. */
export function proposeGrants(ownerText: string, tools: readonly GrantableTool[]): GrantProposal[] {
  return readIntents(ownerText, tools).proposals;
}

/** In words between a verb and what a tool acts on. */
const farthest = 40;
/** As near as this, a tool is proposed beside one that is nearer. */
const besides = 2;
/** From here on the words are not about a tool. */
const unlikely = 60;
const never = 1000;

// a message to a channel is posted to one, whatever the verb
function isMeant(tool: GrantableTool, verb: Verb, sentence: Sentence): boolean {
  const { verbs, around } = wordsOfTool(tool);
  return verbs.has(verb.word) || (sentence.hasChannel && around.has('channel'));
}

/** How far from the verb the sentence names what the tool acts on. */
function distanceTo(
  tool: GrantableTool,
  verb: Verb,
  sentence: Sentence,
  around: ReadonlySet<string>,
): number {
  const { actions, verb: own, verbs, things, main, around: secondary } = wordsOfTool(tool);
  const isPayment = tool.labels.effect === 'money' && main.has('money');
  const pays =
    isPayment && verb.classes.includes('pay') && (own === 'send' || (own === 'schedule' && sentence.isTimed));
  const isExact = verbs.has(verb.word);
  if (!pays && !isExact && !verb.classes.some((name) => actions.has(name))) return never;
  const others = [...things].filter((thing) => !main.has(thing) && sentence.things.has(thing)).length;
  const isMessage = main.has('email') || main.has('message');
  // "tell everyone in #general": what has no place for that is not meant, and the other way round
  const isMisplaced =
    isMessage && (secondary.has('channel') ? !sentence.things.has('channel') : sentence.hasChannel);
  const misplaced = isMisplaced ? 4 : 0;
  const extra = misplaced - others * 0.75 - (isExact ? 0.25 : 0);
  if ((implied[verb.word] ?? []).some((kind) => main.has(kind))) return 1 + extra;
  // "send it to Bob"
  const isPlaced = sentence.hasChannel && secondary.has('channel');
  const isTold = verb.classes.some((name) => name === 'send' || (isPlaced && name === 'post'));
  if (isTold && (sentence.hasParty || isPlaced) && isMessage && !sentence.things.has('money'))
    return 3 + extra - [...main].filter((kind) => sentence.things.has(kind)).length * 0.75;
  const behind = sentence.kinds.findIndex(
    (kinds, at) => at > verb.at && [...main].some((kind) => kinds.has(kind)),
  );
  if (behind >= 0) return behind - verb.at + extra;
  if ([...main].some((kind) => sentence.things.has(kind))) return 15 + extra;
  if (others > 0 && main.size === 0) return 10 + extra;
  if ([...main].some((kind) => around.has(kind))) return 25 + extra;
  // a verb that only this tool has says enough: "play Yesterday"
  if (isExact && verb.classes.length === 0) return 30 + extra;
  if (others > 0) return 45;
  return [...secondary].some((kind) => sentence.things.has(kind)) ? 50 : never;
}

function isReading(tool: GrantableTool): boolean {
  return (
    tool.labels.effect === 'egress' &&
    ['read', 'visit'].some((action) => wordsOfTool(tool).actions.has(action)) &&
    tool.labels.payload.length <= 1
  );
}

const offByDefault: ReadonlySet<Effect> = new Set(['money', 'account', 'destructive', 'exec', 'physical']);

function proposalOf(
  tool: GrantableTool,
  sentences: readonly string[],
  at: ReadonlySet<number>,
): GrantProposal {
  const own = [...at].map((number) => sentences[number] ?? '');
  const near = [...at].map((number) =>
    [sentences[number - 1] ?? '', sentences[number] ?? '', sentences[number + 1] ?? ''].join(' '),
  );
  const { effect } = tool.labels;
  const values = [...new Set(own.flatMap((sentence) => namedIn(sentence).values))];
  const sources = [...new Set(near.flatMap((text) => namedIn(text).sources))];
  const names = values.length > 0 ? ` (${values.join(', ')})` : '';
  const from = sources.length > 0 ? `, as ${sources.join(', ')} says` : '';
  return {
    effect: effect === 'none' ? 'local' : effect,
    tools: [tool.name],
    values,
    sources,
    text: `${tool.name}${names}${from}`,
    isOn: !offByDefault.has(effect),
  };
}

const delegation =
  /\b(?:do|complete|perform|execute|follow|handle|carry out|take care of|finish|implement|act on)\b[^.!?]{0,60}\b(?:tasks?|actions?|instructions?|steps?|items?|to-?dos?|requests?|list|everything|what)\b/i;

function isDelegation(text: string): boolean {
  return delegation.test(text);
}
