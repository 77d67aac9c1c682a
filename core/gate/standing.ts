import { kindsOfNoun } from './grants/lexicon.ts';
import { type GrantableTool, splitName, wordsOfTool } from './grants/tool-words.ts';
import type { Effect } from './labels.ts';
import { normalise } from './origins/text.ts';
import type { ValueTrace } from './origins/trace.ts';

/**
 * How a target stands to what the owner said.
 * - `named`: the owner wrote it, or a trusted source has it
 * - `selected`: the number or name of a thing that the owner named
 * - `designated`: an address that a source has which the owner named for it
 * - `chosen`: one of a list of exactly this kind of thing, as a tool listed them
 * - `listed`: a whole field of some untrusted output
 * - `text`: nobody but running text of others has it
 * - `invented`: it is nowhere
 */
export type Standing = 'named' | 'selected' | 'designated' | 'chosen' | 'listed' | 'text' | 'invented';

/** Effects whose harm no later word makes good: without the owner's own word for them they are blocked, not asked about. */
export const severeEffects: ReadonlySet<Effect> = new Set([
  'money',
  'account',
  'destructive',
  'exec',
  'physical',
]);

/** How one value of a call of `tool` stands. `sources`: what the owner named for this to be read in. */
export function standingOf(trace: ValueTrace, sources: readonly string[], tool: GrantableTool): Standing {
  const { origin, kind, selectedBy, listedBy, isInText } = trace;
  if (origin === 'owner' || origin === 'trusted') return 'named';
  const wanted = wantedKinds(trace.argument, tool);
  if (kind === null && isOfKind(selectedBy, wanted)) return 'selected';
  if (origin === 'model') return 'invented';
  if (kind === null) {
    if (isOfKind(listedBy, wanted)) return 'chosen';
    return listedBy.length > 0 ? 'listed' : 'text';
  }
  if (isDesignated(trace, sources)) return 'designated';
  // an address that also stands in somebody's text may have been put there: the text counts
  if (listedBy.length === 0 || isInText) return 'text';
  // for what cannot be made good, only a list of such things lists one
  if (!severeEffects.has(tool.labels.effect)) return 'listed';
  return isOfKind(listedBy, new Set([...wanted, ...wordsOfTool(tool).main])) ? 'listed' : 'text';
}

/** Whether a value stands in an output that the owner named as its source. */
export function isDesignated({ designatedBy }: ValueTrace, sources: readonly string[]): boolean {
  if (designatedBy.length === 0) return false;
  const named = sources.map(plain);
  return designatedBy.some((by) =>
    named.some((name) => name !== '' && (plain(by).includes(name) || name.includes(plain(by)))),
  );
}

function plain(name: string): string {
  return normalise(name)
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^www\./, '')
    .replace(/\/+$/, '');
}

const isOwnName = /^(?:id|id_|_id|key|uid|name|title|filename|file_name|subject|number|code)$/;

// what the argument's name says that it takes; where it says nothing (`id`), what the tool acts on
function wantedKinds(argument: string, tool: GrantableTool): ReadonlySet<string> {
  const named = kindsOf(splitName(argument));
  return named.size > 0 ? named : wordsOfTool(tool).main;
}

// a "channel" that the tool listing channels gave: text inside of a page or message cannot add to such a list
function isOfKind(listed: readonly { tool: string; field: string }[], wanted: ReadonlySet<string>): boolean {
  return listed.some(({ tool, field }) => {
    const given =
      field === '' || isOwnName.test(field) ? kindsOf(listedThing(tool)) : kindsOf(splitName(field));
    return [...given].some((kind) => wanted.has(kind));
  });
}

const notThings = new Set([
  'id',
  'ids',
  'name',
  'names',
  'list',
  'get',
  'all',
  'the',
  'by',
  'my',
  'of',
  'new',
  'search',
  'find',
  'read',
  'fetch',
  'show',
  'day',
]);

function kindsOf(words: readonly string[]): Set<string> {
  return new Set(words.filter((word) => !notThings.has(word)).flatMap((word) => [...kindsOfNoun(word)]));
}

// `get_users_in_channel` lists users
function listedThing(tool: string): string[] {
  const words = splitName(tool);
  const end = words.findIndex((word) => ['in', 'for', 'of', 'from', 'by', 'to', 'with'].includes(word));
  return end < 0 ? words : words.slice(0, end);
}

/** Tools whose calls fetch a place named by an address, and carry nothing else there. */
export function isFetching(tool: GrantableTool): boolean {
  return /^(?:get|fetch|read|visit|open|browse|view|navigate|download|web)/.test(
    splitName(tool.name).find((word) => verbsOfFetching.has(word)) ?? '',
  );
}
const verbsOfFetching = new Set([
  'get',
  'fetch',
  'read',
  'visit',
  'open',
  'browse',
  'view',
  'navigate',
  'download',
  'web',
]);
