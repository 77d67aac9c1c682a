import type { Effect } from '../labels.ts';
import { type Identifier, type IdentifierKind, identifiersIn } from '../origins/identifiers.ts';
import { daysIn } from '../origins/quantities.ts';
import type { GrantProposal } from './grant.ts';
import { classesOfVerb, isKnownNoun, kindsOfNoun, phrases } from './lexicon.ts';
import { fileName, isCommonName, namedIn, properName, quoted } from './named-values.ts';
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
  const read = sentences.map(readSentence);
  read.forEach((sentence, at) => {
    const around = [read[at - 1], read[at + 1]].flatMap((other) => (other ? [...other.things] : []));
    for (const verb of sentence.verbs) {
      const scored = effectful.map((tool) => ({
        tool,
        far: distanceTo(tool, verb, sentence, new Set(around)),
      }));
      const nearest = Math.min(...scored.map(({ far }) => far));
      // a tool of exactly this verb stands for those that do something like it
      const isExact = scored.some(({ tool, far }) => far <= farthest && wordsOfTool(tool).verb === verb.word);
      for (const { tool, far } of scored) {
        if (far < unlikely) possible.add(tool.name);
        if (isExact && wordsOfTool(tool).verb !== verb.word) continue;
        if (far <= farthest && (far <= nearest + 0.5 || far <= besides)) take(tool, at);
      }
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

interface Verb {
  word: string;
  classes: readonly string[];
  /** Which word of its sentence it is. */
  at: number;
}

interface Sentence {
  verbs: Verb[];
  /** What each of its words names, by kind. */
  kinds: ReadonlySet<string>[];
  things: ReadonlySet<string>;
  identifiers: Identifier[];
  isTimed: boolean;
  hasParty: boolean;
}

// words that stand for what was written as a name: they are no verbs
const marks: Record<IdentifierKind | 'file' | 'quote' | 'name', string> = {
  email: '\ue001', url: '\ue002', account: '\ue003', phone: '\ue004', file: '\ue005', quote: '\ue006', name: '\ue007',
}; // biome-ignore format: a table
const kindsOfMark: Record<string, readonly string[]> = {
  [marks.email]: ['person', 'email'], [marks.url]: ['webpage'], [marks.account]: ['money'], [marks.phone]: ['person'],
  [marks.file]: ['file'], [marks.quote]: [], [marks.name]: ['person'],
}; // biome-ignore format: a table

function readSentence(text: string): Sentence {
  const identifiers = identifiersIn(text);
  let plain = text;
  for (const { kind, text: written } of identifiers) plain = plain.replace(written, ` ${marks[kind]} `);
  plain = plain.replace(fileName, ` ${marks.file} `).replace(quoted, (phrase) => ` ${markIn(phrase)} `);
  for (const [phrase, verb] of phrases) plain = plain.replace(phrase, verb);
  plain = plain.replace(properName, (name) => (isCommonName(name) ? name : `${marks.name} ${nounsIn(name)}`));
  const words =
    plain.toLowerCase().match(/[a-z][a-z'’-]*|[$€£]?\d[\d.,]*|[$€£#]|[.,;:!?]|[\ue001-\ue007]/g) ?? [];
  const kinds = words.map(
    (word) => new Set(kindsOfMark[word] ?? (word === '#' ? ['channel'] : kindsOfNoun(word))),
  );
  const verbs = words.flatMap((word, at): Verb[] => {
    const rows = classesOfVerb(word);
    const isVerb =
      rows.length > 0 &&
      !isTold(words, at) &&
      !isAnswer(words, at) &&
      !(isKnownNoun(word) && isNounHere(words, at));
    return isVerb ? [{ word, classes: rows, at }] : [];
  });
  const things = new Set(kinds.flatMap((each) => [...each]));
  const hasParty = words.some((word) => word === marks.email || word === marks.name || word === marks.phone);
  const isTimed =
    daysIn(text).size > 0 ||
    /\b(?:every|monthly|weekly|daily|yearly|recurring|schedule|tomorrow|next|on the)\b/i.test(text);
  return { verbs, kinds, things, identifiers, isTimed, hasParty };
}

// what stands in quotes is a name; of a file or an address, where it is one
function markIn(phrase: string): string {
  return Object.values(marks).find((mark) => phrase.includes(mark)) ?? marks.quote;
}

// "the Grand Hotel" is a name, and a hotel
function nounsIn(name: string): string {
  const nouns = name.toLowerCase().split(/\s+/).filter(isKnownNoun);
  return nouns.join(' ');
}

// "what did Kim write": of what was done, nothing is asked for
function isTold(words: readonly string[], at: number): boolean {
  return words
    .slice(Math.max(0, at - 3), at)
    .some((word) => /^(?:did|does|has|have|had|was|were)$/.test(word));
}

// "tell me": what the owner wants to hear from the agent itself
function isAnswer(words: readonly string[], at: number): boolean {
  return (
    /^(?:tell|inform|notify|ask|answer|reply|remind|give|show|write|send|let|get)$/.test(words[at] ?? '') &&
    /^(?:me|us)$/.test(words[at + 1] ?? '')
  );
}

const beforeNoun =
  /^(?:a|an|the|this|that|these|those|my|your|his|her|its|our|their|of|by|in|on|at|with|from|for|via|per|any|some|all|each|every|no|last|next|new|latest|recent|first|second|other|same|which|what|whose|about|.+['’]s|[$€£]?\d.*)$/;

// "an email", "my bill", "her e-mail address", "rent transfer": what stands in front of a word, and behind it, make it a noun
function isNounHere(words: readonly string[], at: number): boolean {
  const before = words[at - 1];
  const after = words[at + 1];
  if (
    before !== undefined &&
    (beforeNoun.test(before) || (isKnownNoun(before) && !classesOfVerb(before).length))
  )
    return true;
  return after !== undefined && /^(?:address(?:es)?|is|are|was|were|has|had|number|id|from)$/.test(after);
}

// verbs that say by themselves what they are about
const implied: Record<string, readonly string[]> = {
  email: ['email'], 'e-mail': ['email'], mail: ['email'], dm: ['message'], message: ['message', 'email'], text: ['message'],
  reply: ['email', 'message'], respond: ['email', 'message'], forward: ['email', 'message'], tell: ['email', 'message'], notify: ['email', 'message'],
  inform: ['email', 'message'], remind: ['email', 'message'], announce: ['message'], post: ['message'], ping: ['message'], contact: ['email', 'message'],
  pay: ['money'], transfer: ['money'], wire: ['money'], refund: ['money'], reimburse: ['money'], repay: ['money'], donate: ['money'], tip: ['money'], settle: ['money'],
  invite: ['person'], kick: ['person'], reschedule: ['event'], tweet: ['message'],
}; // biome-ignore format: a table

/** In words between a verb and what a tool acts on. */
const farthest = 40;
/** As near as this, a tool is proposed beside one that is nearer. */
const besides = 2;
/** From here on the words are not about a tool. */
const unlikely = 60;
const never = 1000;

/** How far from the verb the sentence names what the tool acts on. */
function distanceTo(
  tool: GrantableTool,
  verb: Verb,
  sentence: Sentence,
  around: ReadonlySet<string>,
): number {
  const { actions, verb: own, things, main, around: secondary } = wordsOfTool(tool);
  const isPayment = tool.labels.effect === 'money' && main.has('money');
  const pays =
    isPayment && verb.classes.includes('pay') && (own === 'send' || (own === 'schedule' && sentence.isTimed));
  if (!pays && !verb.classes.some((name) => actions.has(name))) return never;
  const others = [...things].filter((thing) => !main.has(thing) && sentence.things.has(thing)).length;
  const bonus = others * 0.75 + (own === verb.word ? 0.25 : 0);
  if ((implied[verb.word] ?? []).some((kind) => main.has(kind))) return 1 - bonus;
  // "send it to Bob"
  if (
    verb.classes.includes('send') &&
    sentence.hasParty &&
    (main.has('email') || main.has('message')) &&
    !sentence.things.has('money')
  )
    return 3 - bonus;
  const behind = sentence.kinds.findIndex(
    (kinds, at) => at > verb.at && [...main].some((kind) => kinds.has(kind)),
  );
  if (behind >= 0) return behind - verb.at - bonus;
  if ([...main].some((kind) => sentence.things.has(kind))) return 15 - bonus;
  if (others > 0 && main.size === 0) return 10 - bonus;
  if ([...main].some((kind) => around.has(kind))) return 25 - bonus;
  if (others > 0) return 45;
  return [...secondary].some((kind) => sentence.things.has(kind)) ? 50 : never;
}

function isReading(tool: GrantableTool): boolean {
  return (
    tool.labels.effect === 'egress' &&
    wordsOfTool(tool).actions.has('read') &&
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

/** The owner's sentences, and the items of their lists. A dot inside of an address or a number ends none. */
export function splitSentences(text: string): string[] {
  return text
    .split(/(?<=[.!?;])\s+|\n+|(?<=\s)\d+[.)]\s+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

const delegation =
  /\b(?:do|complete|perform|execute|follow|handle|carry out|take care of|finish|implement|act on)\b[^.!?]{0,60}\b(?:tasks?|actions?|instructions?|steps?|items?|to-?dos?|requests?|list|everything|what)\b/i;

function isDelegation(text: string): boolean {
  return delegation.test(text);
}
