import type { StoredEvent } from '../events/index.ts';
import type { CallGrant } from './grants/grant.ts';
import { type Intents, readIntents } from './grants/propose.ts';
import type { GrantableTool } from './grants/tool-words.ts';
import type { CallPreview, ToolLabels } from './labels.ts';
import { readOrigins, type SessionOrigins, traceCall, type ValueTrace } from './origins/index.ts';
import { type OwnerText, readOwnerText } from './origins/owner-words.ts';
import { type Standing, standingOf } from './standing.ts';
import { type OriginVerdict, weighOrigins } from './weigh.ts';

/** What the gate needs to trace a call's values: the session's log before the call, and what tools it has. */
export interface CallOrigins {
  events: readonly StoredEvent[];
  labels: ToolLabels;
  /** Every tool of the session: the owner's words are read against all of them. */
  tools: readonly GrantableTool[];
}

/** How one value is shown to the owner, and kept with the call. */
export interface ShownOrigin {
  path: string;
  value: string;
  origin: ValueTrace['origin'];
  event_id: string | null;
  excerpt: string | null;
}

/** What was read before the call, newest last. */
export interface ShownRead {
  event_id: string;
  tool: string;
  label: 'trusted' | 'untrusted';
}

/** Whom or what a call is for, and how that stands with the owner's words. */
export interface ShownTarget {
  value: string;
  origin: ValueTrace['origin'];
  standing: Standing;
}

export interface WeighedCall {
  verdict: OriginVerdict;
  tool: GrantableTool;
  traces: readonly ValueTrace[];
  targets: ShownTarget[];
  shown: { values: ShownOrigin[]; read: ShownRead[] };
}

const mostShown = 40;
const mostRead = 12;
const longestValue = 300;

/**
 * Weighs one call by the origins of its values; null where origins have no say: it has no effect, or stays inside of the session or of
 * folders, where files are shown, kept and can be taken back.
 */
export async function weighCall(
  call: {
    tool: string;
    input: Record<string, unknown>;
    preview: CallPreview;
    grants: readonly CallGrant[];
    ownPaths: readonly string[];
  },
  { events, labels, tools }: CallOrigins,
): Promise<WeighedCall | null> {
  const { preview } = call;
  if (preview.effect === 'none' || preview.target !== 'network') return null;
  const read = await readOrigins(events);
  // what a grant for this tool names is the owner's word, for this tool
  const grants = call.grants.filter(
    ({ tools: names, effect }) => names.includes(call.tool) && effect === preview.effect,
  );
  const named = grants.map(({ id, values, sources }) =>
    readOwnerText(id, [...values, ...sources].join('\n')),
  );
  const origins = { ...read, said: [...read.said, ...named] };
  const { traces, isCut } = traceCall(origins, call.input);
  const tool = tools.find(({ name }) => name === call.tool) ?? unknownTool(call.tool, labels);
  const verdict = weighOrigins({
    tool,
    effect: preview.effect,
    traces,
    isCut,
    grants,
    intents: intentsOf(read.said, tools),
    said: origins.said,
    index: read.index,
    ranBefore: read.ran.get(call.tool) ?? 0,
    ownPaths: call.ownPaths,
  });
  const targets = traces
    .filter(({ argument }) => tool.labels.sinks.includes('*') || tool.labels.sinks.includes(argument))
    .map((trace) => ({ value: trace.value, origin: trace.origin, standing: standingOf(trace, [], tool) }));
  return {
    verdict,
    tool,
    traces,
    targets,
    shown: { values: traces.slice(0, mostShown).map(shownOf), read: readOf(origins) },
  };
}

function unknownTool(name: string, labels: ToolLabels): GrantableTool {
  return { name, description: '', labels, parameters: [] };
}

const intents = new WeakMap<readonly GrantableTool[], Map<string, Intents>>();

/** What the owner asked for so far, each message read once for a set of tools. */
function intentsOf(said: readonly OwnerText[], tools: readonly GrantableTool[]): Intents {
  const known = intents.get(tools) ?? new Map<string, Intents>();
  intents.set(tools, known);
  const each = said.map(({ text }) => {
    const before = known.get(text);
    if (before) return before;
    const read = readIntents(text, tools);
    known.set(text, read);
    return read;
  });
  return {
    proposals: each.flatMap(({ proposals }) => proposals),
    possible: new Set(each.flatMap(({ possible }) => [...possible])),
    isDelegated: each.some(({ isDelegated }) => isDelegated),
  };
}

function shownOf({ path, value, origin, eventId, excerpt }: ValueTrace): ShownOrigin {
  return { path, value: value.slice(0, longestValue), origin, event_id: eventId, excerpt };
}

function readOf({ index }: SessionOrigins): ShownRead[] {
  return index.sources
    .slice(-mostRead)
    .map(({ eventId, tool, label }) => ({ event_id: eventId, tool, label }));
}
