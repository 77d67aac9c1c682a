import type { GrantableTool } from './grants/tool-words.ts';
import { valuesOf } from './origins/call-values.ts';
import type { DeniedCall } from './origins/session-origins.ts';
import { normalise, wordsOf } from './origins/text.ts';
import type { ValueTrace } from './origins/trace.ts';
import { severeEffects } from './standing.ts';

/** As often as this the owner may say no to calls for one target before no more of them are asked about. */
const mostDenials = 2;
/** The share of a call's words that makes it the denied one in other words. */
const alikeFrom = 0.5;

/** What the owner said no to since they last wrote. */
export interface Denials {
  /** Of the approvals: hashes of exact calls. */
  hashes: ReadonlySet<string>;
  /** Of the log, with what they were for. */
  calls: readonly DeniedCall[];
}

/** A later call, as far as a no may speak of it. */
export interface LaterCall {
  tool: string;
  input: Record<string, unknown>;
  inputHash: string;
  /** Files of granted folders that it is for. */
  paths: readonly string[];
  /** Where its values come from; null where origins have no say in it. */
  traced: { tool: GrantableTool; traces: readonly ValueTrace[] } | null;
}

/**
 * What a no says of a later call.
 * - `same`: it is the denied call: exactly, in another spelling, or (where the no came without a word) for the same files with other contents
 * - `held`: it is for a denied target, and grave, named by others, nearly the same in other words, or the target was denied twice
 * - `doubtful`: it is something else for a denied target that the owner named: asked about, whatever grants there are
 */
export type Denied = 'same' | 'held' | 'doubtful';

/**
 * What the owner's no means for a later call, until they write again; null where it means nothing. Pure. With a note they told the agent
 * what to change, and the same files with other contents are asked about.
 */
export function afterDenials({ hashes, calls }: Denials, call: LaterCall): Denied | null {
  if (hashes.has(call.inputHash)) return 'same';
  const ofTool = calls.filter(({ tool }) => tool === call.tool);
  if (ofTool.some((denied) => hasSameValues(denied, call.input) || hasSamePaths(denied, call.paths)))
    return 'same';
  return call.traced && forSameTarget(ofTool, call.traced);
}

function hasSameValues({ values }: DeniedCall, input: Record<string, unknown>): boolean {
  const now = valuesOf(input);
  if (now.length === 0) return values.size === 0;
  const names = new Set(now.map(({ argument }) => argument));
  return (
    names.size === values.size &&
    now.every(({ argument, value }) => values.get(argument)?.has(normalise(value)) === true)
  );
}

function hasSamePaths({ paths, hasNote }: DeniedCall, now: readonly string[]): boolean {
  return !hasNote && now.length > 0 && paths.length > 0 && now.every((path) => paths.includes(path));
}

function forSameTarget(
  denied: readonly DeniedCall[],
  { tool: { labels }, traces }: NonNullable<LaterCall['traced']>,
): Denied | null {
  const isTarget = ({ argument }: ValueTrace) =>
    labels.sinks.includes('*') || labels.sinks.includes(argument);
  const targets = traces.filter(isTarget);
  if (targets.length === 0) return null;
  const same = denied.filter(({ values }) =>
    targets.every(({ argument, value }) => values.get(argument)?.has(normalise(value))),
  );
  if (same.length === 0) return null;
  const content = new Set(
    traces.filter((trace) => !isTarget(trace)).flatMap(({ value }) => wordsOf(normalise(value))),
  );
  const isHeld =
    same.length >= mostDenials ||
    severeEffects.has(labels.effect) ||
    targets.some(({ origin }) => origin !== 'owner' && origin !== 'trusted') ||
    same.some((call) => isAlike(content, call));
  return isHeld ? 'held' : 'doubtful';
}

function isAlike(content: ReadonlySet<string>, { values }: DeniedCall): boolean {
  const before = new Set([...values.values()].flatMap((each) => [...each].flatMap(wordsOf)));
  const shared = [...content].filter((word) => before.has(word)).length;
  return content.size === 0 || shared / content.size >= alikeFrom;
}
