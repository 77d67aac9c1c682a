import type { ToolLabels } from '../labels.ts';
import { actionsOfVerb, besides, deedOf, isKnownNoun, isReadWord, kindsOfNoun } from '../lexicon/index.ts';

/** A tool as grants are proposed and decided by: what somebody calls it, and the labels that the owner or Holdfast gave it. */
export interface GrantableTool {
  name: string;
  description: string;
  labels: Pick<ToolLabels, 'effect' | 'sinks' | 'payload' | 'reversibility'>;
  /** Names of its arguments. */
  parameters: readonly string[];
}

/** What a tool does, in the lexicon's rows, and to what. */
export interface ToolWords {
  actions: ReadonlySet<string>;
  /** The verb in its name, or in its description, if there is one. */
  verb: string | null;
  /** Every verb in its name; where the lexicon knows none, the word it begins with ("play_song"). */
  verbs: ReadonlySet<string>;
  /** Kinds of things its name says. */
  things: ReadonlySet<string>;
  /** Of these the one that it acts on: `add_user_to_channel` adds a user. */
  main: ReadonlySet<string>;
  /** Kinds of things that its description and arguments say. */
  around: ReadonlySet<string>;
}

const known = new WeakMap<GrantableTool, ToolWords>();

/** Reads a tool's name, and its description where the name says nothing. */
export function wordsOfTool(tool: GrantableTool): ToolWords {
  const read = known.get(tool);
  if (read) return read;
  const inName = splitName(tool.name);
  const inDescription = splitText(tool.description).slice(0, 60);
  const named = verbIn(inName);
  const verb = named ?? verbIn(inDescription.slice(0, 8).map(stem)) ?? null;
  const actions = new Set<string>(verb === null ? [] : actionsOfVerb(verb));
  const own = named === undefined && inName.length > 1 ? inName.slice(0, 1).filter(isOwnVerb) : [];
  const nouns = inName.filter((word) => word !== verb && !own.includes(word));
  for (const noun of nouns) {
    const deed = deedOf(verb ?? '', noun);
    if (deed !== undefined) actions.add(deed);
  }
  const end = nouns.findIndex((word) => prepositions.has(word));
  const before = (end < 0 ? nouns : nouns.slice(0, end)).filter((word) => !empty.has(word));
  const acted = before.filter((word) => isKnownNoun(word)).at(-1);
  const things = new Set(nouns.filter((word) => !empty.has(word)).flatMap((word) => [...kindsOfNoun(word)]));
  const main = new Set<string>();
  // "in_channel" alone: what stands behind is all there is
  const noun = acted ?? nouns.filter((word) => isKnownNoun(word)).at(-1) ?? before.at(-1);
  for (const kind of noun === undefined ? [] : kindsOfNoun(noun)) main.add(kind);
  for (const { row, kinds, also } of besides)
    if (actions.has(row) && kinds.some((kind) => main.has(kind))) actions.add(also);
  // in "delete_email" the second word is no verb, in "post_tweet" it is
  const isVerbHere = (word: string) => word === verb || actionsOfVerb(word)?.some((row) => actions.has(row));
  const verbs = new Set([...inName.filter(isVerbHere), ...own]);
  const around = new Set<string>();
  for (const word of [...inDescription, ...tool.parameters.flatMap(splitName)])
    if (isKnownNoun(word)) for (const kind of kindsOfNoun(word)) around.add(kind);
  if (tool.labels.effect === 'money') around.add('money');
  const words = { actions, verb, verbs, things, main, around };
  known.set(tool, words);
  return words;
}

const prepositions = new Set(['to', 'in', 'for', 'of', 'from', 'by', 'with', 'on', 'at', 'into']);
const empty = new Set([
  ...prepositions,
  'id',
  'ids',
  'the',
  'an',
  'and',
  'or',
  'all',
  'new',
  'get',
  'set',
  'tool',
  'api',
  'manager',
]);

// "play" in "play_song"; "file_upload" begins with what it is about
function isOwnVerb(word: string): boolean {
  return !isKnownNoun(word) && !empty.has(word) && actionsOfVerb(word) === undefined;
}

// in "search_and_book" the second one counts, in "get_page" there is but one
function verbIn(words: readonly string[]): string | undefined {
  const verbs = words.filter((word) => actionsOfVerb(word) !== undefined);
  return verbs.find((word) => !isReadWord(word)) ?? verbs[0];
}

// "Deletes the file" says what "delete" says
function stem(word: string): string {
  if (actionsOfVerb(word)) return word;
  const bare = word.replace(/(?:e?s|ing|ed)$/, '');
  return actionsOfVerb(bare) ? bare : actionsOfVerb(`${bare}e`) ? `${bare}e` : word;
}

/** `invite_user_to_slack`, `GmailSendEmail`: their words in lower case. */
export function splitName(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 1);
}

function splitText(text: string): string[] {
  return text.toLowerCase().match(/[a-z][a-z'-]*/g) ?? [];
}
