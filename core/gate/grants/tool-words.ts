import type { ToolLabels } from '../labels.ts';
import { alike, isKnownNoun, kindsOfNoun } from './lexicon.ts';

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
  /** The verb in its name, if it has one. */
  verb: string | null;
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
  const before = known.get(tool);
  if (before) return before;
  const inName = splitName(tool.name);
  const inDescription = splitText(tool.description).slice(0, 60);
  const named = inName.find((word) => alike[word] !== undefined);
  const verb =
    named ??
    inDescription
      .slice(0, 8)
      .map(stem)
      .find((word) => alike[word] !== undefined) ??
    null;
  const actions = new Set<string>(verb === null ? [] : alike[verb]);
  const nouns = inName.filter((word) => word !== verb);
  const end = nouns.findIndex((word) => prepositions.has(word));
  const acted = (end < 0 ? nouns : nouns.slice(0, end)).filter((word) => isKnownNoun(word)).at(-1);
  const things = new Set(nouns.filter((word) => !empty.has(word)).flatMap((word) => [...kindsOfNoun(word)]));
  const main = new Set<string>();
  // "in_channel" alone: what stands behind is all there is
  const fallback = nouns.filter((word) => isKnownNoun(word)).at(-1);
  for (const kind of (acted ?? fallback) ? kindsOfNoun(acted ?? fallback ?? '') : []) main.add(kind);
  const around = new Set<string>();
  for (const word of [...inDescription, ...tool.parameters.flatMap(splitName)])
    if (isKnownNoun(word)) for (const kind of kindsOfNoun(word)) around.add(kind);
  if (tool.labels.effect === 'money') around.add('money');
  const words = { actions, verb, things, main, around };
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

// "Deletes the file" says what "delete" says
function stem(word: string): string {
  if (alike[word] !== undefined) return word;
  const bare = word.replace(/(?:e?s|ing|ed)$/, '');
  return alike[bare] !== undefined ? bare : alike[`${bare}e`] !== undefined ? `${bare}e` : word;
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
