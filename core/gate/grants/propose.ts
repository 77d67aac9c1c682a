import type { Effect } from '../labels.ts';
import { identifiersIn } from '../origins/identifiers.ts';
import type { GrantProposal } from './grant.ts';
import { classesOfVerb, isKnownNoun, kindsOfNoun } from './lexicon.ts';
import { namedIn } from './named-values.ts';
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
  sentences.forEach((sentence, at) => {
    const around = [sentences[at - 1] ?? '', sentence, sentences[at + 1] ?? ''].join(' ');
    for (const verb of verbsIn(sentence)) {
      const scored = effectful.map((tool) => ({ tool, score: scoreOf(tool, verb, sentence, around) }));
      const best = Math.max(0, ...scored.map(({ score }) => score));
      for (const { tool, score } of scored) {
        if (score > 1) possible.add(tool.name);
        if (score >= 2 && score === best) found.set(tool, (found.get(tool) ?? new Set()).add(at));
      }
    }
    for (const tool of effectful)
      if (isReading(tool) && identifiersIn(sentence).some(({ kind }) => kind === 'url'))
        found.set(tool, (found.get(tool) ?? new Set()).add(at));
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
}

function verbsIn(sentence: string): Verb[] {
  const words = sentence.toLowerCase().match(/[a-z][a-z'’-]*|[$€£]?\d[\d.,]*|[.,;:!?]/g) ?? [];
  const found = new Map<string, Verb>();
  words.forEach((word, at) => {
    const rows = classesOfVerb(word);
    if (rows.length > 0 && !(isKnownNoun(word) && isNounHere(words, at)))
      found.set(word, { word, classes: rows });
  });
  return [...found.values()];
}

const beforeNoun =
  /^(?:a|an|the|this|that|these|those|my|your|his|her|its|our|their|of|by|in|on|at|with|from|for|via|per|any|some|all|each|every|no|last|next|new|latest|recent|first|second|other|same|which|what|whose|about|and\/or|.+['’]s|[$€£]?\d.*)$/;

// "an email", "my bill", "her e-mail address": what stands in front of a word, and what follows, make it a noun
function isNounHere(words: readonly string[], at: number): boolean {
  const before = words[at - 1];
  const after = words[at + 1];
  if (before !== undefined && beforeNoun.test(before)) return true;
  if (after !== undefined && /^(?:address(?:es)?|is|are|was|were|has|had|number|id|from)$/.test(after))
    return true;
  return false;
}

/** Kinds of things that a text names. */
function thingsIn(text: string): Set<string> {
  const things = new Set<string>();
  for (const word of text.toLowerCase().match(/[a-z][a-z-]*|[$€£]/g) ?? [])
    for (const kind of kindsOfNoun(word)) things.add(kind);
  for (const { kind } of identifiersIn(text)) {
    if (kind === 'email') things.add('email').add('person');
    if (kind === 'url') things.add('webpage');
    if (kind === 'account') things.add('money');
  }
  if (/[\w-]\.[a-z]{2,4}\b/i.test(text)) things.add('file');
  return things;
}

// verbs that say by themselves what they are about
const implied: Record<string, readonly string[]> = {
  email: ['email'], 'e-mail': ['email'], mail: ['email'], dm: ['message'], message: ['message'], text: ['message'], reply: ['email', 'message'],
  pay: ['money'], transfer: ['money'], wire: ['money'], refund: ['money'], reimburse: ['money'], repay: ['money'], donate: ['money'], tip: ['money'],
  invite: ['person'], reschedule: ['event'], tweet: ['message'],
}; // biome-ignore format: a table

/** 0: the words are not about this tool; 1: they could be; from 2 on they are, the more the better. */
function scoreOf(tool: GrantableTool, verb: Verb, sentence: string, around: string): number {
  const { actions, verb: own, things, around: secondary } = wordsOfTool(tool);
  const isMoney = tool.labels.effect === 'money' && secondary.has('money') && !things.has('hotel');
  const isSame =
    verb.classes.some((name) => actions.has(name)) ||
    (isMoney && verb.classes.includes('pay') && (own === 'send' || own === 'schedule'));
  if (!isSame) return 0;
  const here = new Set([...thingsIn(sentence), ...(implied[verb.word] ?? [])]);
  const near = thingsIn(around);
  const exact = own === verb.word ? 0.5 : 0;
  const direct = [...things].filter((thing) => here.has(thing)).length;
  if (direct > 0) return 2 + exact + direct;
  const close = [...things].filter((thing) => near.has(thing)).length;
  if (close > 0) return 2 + exact + close / 4;
  const indirect = [...secondary].filter((thing) => here.has(thing)).length;
  return indirect > 0 ? 1.5 + exact : 1;
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
