import { kindsOfNoun } from './grants/lexicon.ts';
import { type GrantableTool, splitName } from './grants/tool-words.ts';
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

/** How one value stands. `sources`: what the owner named for this to be read in. */
export function standingOf(trace: ValueTrace, sources: readonly string[]): Standing {
  if (trace.origin === 'owner' || trace.origin === 'trusted') return 'named';
  if (trace.isSelected && trace.kind === null) return 'selected';
  if (trace.origin === 'model') return 'invented';
  if (trace.kind !== null && isDesignated(trace, sources)) return 'designated';
  if (trace.kind === null && isOfItsKind(trace)) return 'chosen';
  // an address that also stands in somebody's text may have been put there: the text counts
  if (trace.listedBy.length > 0 && (trace.kind === null || !trace.isInText)) return 'listed';
  return trace.isInText ? 'text' : 'listed';
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

// a "channel" that the tool listing channels gave: text inside of a page or message cannot add to such a list
function isOfItsKind({ argument, listedBy }: ValueTrace): boolean {
  const wanted = kindsOf(splitName(argument));
  if (wanted.size === 0) return false;
  return listedBy.some(({ tool, field }) => {
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
