import type { StoredEvent } from '../events/index.ts';
import type { CallGrant } from './grants/grant.ts';
import { type Intents, readIntents } from './grants/propose.ts';
import type { GrantableTool } from './grants/tool-words.ts';
import type { CallPreview, ToolLabels } from './labels.ts';
import { readOrigins, type SessionOrigins, traceCall, type ValueTrace } from './origins/index.ts';
import { type OwnerText, readOwnerText } from './origins/owner-words.ts';
import { normalise } from './origins/text.ts';
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

export interface WeighedCall {
  verdict: OriginVerdict;
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
  const verdict =
    deniedBefore(read, tool, traces) ??
    weighOrigins({
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
  return { verdict, shown: { values: traces.slice(0, mostShown).map(shownOf), read: readOf(origins) } };
}

function unknownTool(name: string, labels: ToolLabels): GrantableTool {
  return { name, description: '', labels, parameters: [] };
}

// a no holds for the same target however the rest of the call is worded, until the owner says something new
function deniedBefore(
  { denied }: SessionOrigins,
  { name, labels }: GrantableTool,
  traces: readonly ValueTrace[],
): OriginVerdict | null {
  const targets = traces.filter(
    ({ argument }) => labels.sinks.includes('*') || labels.sinks.includes(argument),
  );
  if (targets.length === 0) return null;
  const isSame = denied.some(
    (call) =>
      call.tool === name &&
      targets.every(({ argument, value }) => call.values.get(argument)?.has(normalise(value))),
  );
  if (!isSame) return null;
  return {
    decision: 'block',
    rule: 'block:denied_before',
    reason:
      'The owner denied this for the same target. Do not try it again in other words unless they ask for it.',
  };
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
