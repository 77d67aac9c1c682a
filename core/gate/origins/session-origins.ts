import { type ContentBlock, type EventOf, type StoredEvent, textOf } from '../../events/index.ts';
import { valuesOf } from './call-values.ts';
import { identifiersIn } from './identifiers.ts';
import { type OwnerText, readOwnerText } from './owner-words.ts';
import { SourceIndex, type SourceLabel } from './source-index.ts';
import { normalise } from './text.ts';
import { traceValue, type ValueTrace } from './trace.ts';

/** The custom tool by which the owner is asked; its answers are their words. */
const askUser = 'ask_user';
/** How long taking in events may hold up the thread before others get their turn, in milliseconds. */
const sliceMs = 4;

interface Said extends OwnerText {
  seq: number;
}

/** What the owner said no to since they last wrote: whom or what it was for. */
export interface DeniedCall {
  tool: string;
  /** Normalised values of its arguments, by argument. */
  values: ReadonlyMap<string, ReadonlySet<string>>;
  /** Files of granted folders that it was for. */
  paths: readonly string[];
  /** They said what to change. */
  hasNote: boolean;
}

/** What a session's log says about where values come from. Grows with the log. */
export interface SessionOrigins {
  said: readonly OwnerText[];
  index: SourceIndex;
  denied: readonly DeniedCall[];
  /** How often each tool ran since the owner last wrote. */
  ran: ReadonlyMap<string, number>;
  /** Results with what others wrote, in order; what a tool only repeats of its arguments is none of them. */
  foreign: readonly string[];
}

interface Fold {
  said: Said[];
  index: SourceIndex;
  denied: DeniedCall[];
  ran: Map<string, number>;
  foreign: string[];
  calls: Map<string, { name: string; input: Record<string, unknown>; paths: readonly string[] }>;
  count: number;
  last: StoredEvent | undefined;
}

const folds = new WeakMap<readonly StoredEvent[], Fold>();

/**
 * Reads the origins of a session out of its whole log. What was seen before is not read again. The same log gives the same origins: what
 * the owner said, what tools gave back and how far each can be believed, and what repeats the arguments it was given.
 */
export async function readOrigins(events: readonly StoredEvent[]): Promise<SessionOrigins> {
  const before = folds.get(events);
  const goesOn =
    before !== undefined && before.count <= events.length && events[before.count - 1] === before.last;
  const fold: Fold = goesOn
    ? before
    : {
        said: [],
        index: new SourceIndex(),
        denied: [],
        ran: new Map(),
        foreign: [],
        calls: new Map(),
        count: 0,
        last: undefined,
      };
  folds.set(events, fold);
  let since = performance.now();
  while (fold.count < events.length) {
    const stored = events[fold.count];
    if (stored) take(fold, stored);
    fold.count += 1;
    fold.last = stored;
    if (performance.now() - since > sliceMs && fold.count < events.length) {
      await new Promise((resolve) => setImmediate(resolve));
      since = performance.now();
    }
  }
  return fold;
}

function take(fold: Fold, { seq, event }: StoredEvent): void {
  switch (event.type) {
    case 'user.message':
      say(fold, seq, event.id, textOf(event.content.filter((block) => !isNameThatLeads(block))));
      for (const block of event.content) addDocument(fold, event.id, block);
      fold.denied = [];
      fold.ran = new Map();
      return;
    case 'holdfast.tool_intent':
      fold.ran.set(event.tool, (fold.ran.get(event.tool) ?? 0) + 1);
      return;
    case 'agent.tool_use':
    case 'agent.custom_tool_use':
      fold.calls.set(event.id, { name: event.name, input: event.input, paths: pathsOf(event) });
      return;
    case 'user.tool_confirmation': {
      const call = fold.calls.get(event.tool_use_id);
      if (event.result === 'deny' && call)
        fold.denied.push({ ...deniedOf(call), hasNote: Boolean(event.deny_message) });
      if (event.deny_message) say(fold, seq, event.id, event.deny_message);
      return;
    }
    case 'user.custom_tool_result': {
      const call = fold.calls.get(event.custom_tool_use_id);
      const text = textOf(event.content ?? []);
      if (call?.name !== askUser) {
        addOutput(fold, event.id, call, 'untrusted', text);
        fold.foreign.push(event.id);
      }
      // an answer that the model worded is a yes, not a word of the owner's
      else if (!wasOffered(call.input, text)) say(fold, seq, event.id, text);
      return;
    }
    case 'agent.tool_result': {
      const label = event.holdfast?.output_label;
      // without a label it is the harness that speaks: refusals, calls that were cut off
      if (label === undefined || event.holdfast?.denied) return;
      const call = fold.calls.get(event.tool_use_id);
      if (label === 'untrusted' && !gaveNothing(event)) fold.foreign.push(event.id);
      addOutput(
        fold,
        event.id,
        call,
        label === 'trusted' ? 'trusted' : 'untrusted',
        textOf(event.content ?? []),
      );
      return;
    }
    case 'holdfast.rewound':
      // words that the owner took back name nothing any more; what was read stays read
      fold.said = fold.said.filter((said) => said.seq < event.to_seq);
      return;
    default:
      return;
  }
}

// the owner attached it, and somebody else may have named it: an address in a file's name is not the owner's word
const attached = /^Attached file: (\/mnt\/session\/uploads\/[^\n]+) \(\d+ bytes\)$/;

function isNameThatLeads(block: ContentBlock): boolean {
  const path = block.type === 'text' ? attached.exec(block.text)?.[1] : undefined;
  return path !== undefined && identifiersIn(path).length > 0;
}

/** A text that came along with a message: others wrote it, and it is known by its title. */
function addDocument(fold: Fold, eventId: string, block: ContentBlock): void {
  if (block.type !== 'document' || block.source.type !== 'text') return;
  const title = block.title ?? 'document';
  const { data: text } = block.source;
  const input = { title };
  addOutput(fold, eventId, { name: 'read', input }, 'untrusted', text);
  fold.foreign.push(eventId);
}

// a search of the memory that found nothing has told nothing
function gaveNothing({ holdfast }: EventOf<'agent.tool_result'>): boolean {
  const drawers = holdfast?.details?.drawers;
  return Array.isArray(drawers) && drawers.length === 0;
}

function say(fold: Fold, seq: number, eventId: string, text: string): void {
  if (text.trim() !== '') fold.said.push({ seq, ...readOwnerText(eventId, text) });
}

function addOutput(
  fold: Fold,
  eventId: string,
  call: { name: string; input: Record<string, unknown> } | undefined,
  label: SourceLabel,
  text: string,
): void {
  const values = valuesOf(call?.input ?? {});
  fold.index.add({
    eventId,
    tool: call?.name ?? '',
    label,
    text,
    askedFor: values.map(({ value }) => value),
    // what an output repeats is no better than where the call had it from
    tainted: label === 'trusted' ? taintedOf(fold, values) : [],
  });
}

function taintedOf(fold: Fold, values: ReturnType<typeof valuesOf>): string[] {
  return values
    .map(({ path, argument, value }) => traceValue(fold, path, argument, value))
    .filter(({ origin }) => origin === 'untrusted' || origin === 'model')
    .map(({ value }) => normalise(value));
}

function pathsOf(event: EventOf<'agent.tool_use'> | EventOf<'agent.custom_tool_use'>): string[] {
  if (event.type !== 'agent.tool_use') return [];
  const { paths } = event.holdfast?.ask?.preview ?? {};
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [];
}

function deniedOf({
  name,
  input,
  paths,
}: {
  name: string;
  input: Record<string, unknown>;
  paths: readonly string[];
}): Omit<DeniedCall, 'hasNote'> {
  const values = new Map<string, Set<string>>();
  for (const { argument, value } of valuesOf(input))
    values.set(argument, (values.get(argument) ?? new Set()).add(normalise(value)));
  return { tool: name, values, paths };
}

function wasOffered(input: Record<string, unknown>, text: string): boolean {
  const options = Array.isArray(input.options) ? input.options : [];
  return options.some((option) => typeof option === 'string' && normalise(option) === normalise(text));
}

/** Traces every value of a call's arguments. */
export function traceCall(
  origins: SessionOrigins,
  input: Record<string, unknown>,
): { traces: ValueTrace[]; isCut: boolean } {
  const values = valuesOf(input);
  return {
    traces: values.map(({ path, argument, value }) => traceValue(origins, path, argument, value)),
    isCut: values.length >= mostTraced,
  };
}

const mostTraced = 400;
