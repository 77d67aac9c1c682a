import { type EventOf, type StoredEvent, textOf } from '../events/index.ts';
import { identifiersIn, oneLine } from './identifiers.ts';
import { rewoundSeqs } from './stretches.ts';

/** Words of the log on one line, with the events they come from. */
export interface Fact {
  text: string;
  eventIds: string[];
}

/** What a stretch of the log holds, read from its events alone: never from an earlier summary, so nothing drifts. */
export interface Facts {
  /** Requests of the owner that were not answered yet, oldest first. */
  asks: Fact[];
  /** What the agent announced at the end of its turns. */
  promises: Fact[];
  /** Failures that nothing later made good. */
  errors: Fact[];
  /** Identifiers of the owner's messages and of open errors, each once: of asks and errors first, then the newest. */
  identifiers: Fact[];
  approvals: Fact[];
  decisions: Fact[];
  files: Fact[];
  /** Requests that were answered, oldest first. */
  earlier: Fact[];
  /** Every event of the stretch: what a citation may name. */
  eventIds: ReadonlySet<string>;
}

const longestAsk = 600;
const longestLine = 240;
const promise = /\b(?:i will|i['’]ll|i am going to|i['’]m going to|i promise|remind you|get back to you)\b/i;

export interface FactsInput {
  /** The stretch ends here; it begins with the log. */
  toSeq: number;
  /** Whether something was answered or made good is judged by the log up to here. */
  asOfSeq: number;
}

/** Reads the facts of a log up to `toSeq`. Nested calls count where they touched files, failed or were asked about. */
export function gatherFacts(events: readonly StoredEvent[], { toSeq, asOfSeq }: FactsInput): Facts {
  const rewound = rewoundSeqs(events.filter(({ seq }) => seq <= asOfSeq));
  const known = events.filter(({ seq }) => seq <= asOfSeq && !rewound(seq));
  const span = known.filter(({ seq }) => seq <= toSeq);
  const answered = answeredMessages(known);
  const messages = span.flatMap(({ event }) => (event.type === 'user.message' ? [event] : []));
  const asks = messages.filter((event) => !answered.has(event.id));
  const earlier = messages.filter((event) => answered.has(event.id));
  const errors = openErrors(known, toSeq);
  return {
    asks: asks.flatMap((event) => quote(event, longestAsk)),
    promises: promisesIn(known, span),
    errors,
    identifiers: identifiersOf([...asks, ...[...earlier].reverse()], errors),
    approvals: approvalsIn(known, span),
    decisions: decisionsIn(known, span),
    files: filesIn(known, span),
    earlier: earlier.flatMap((event) => quote(event, longestLine)),
    eventIds: new Set(span.map(({ event }) => event.id)),
  };
}

/** Messages behind which the agent came to an end by itself, with words: not interrupted, not failed. */
function answeredMessages(known: readonly StoredEvent[]): ReadonlySet<string> {
  const answered = new Set<string>();
  let waiting: string[] = [];
  let hasWords = false;
  for (const { event } of known) {
    switch (event.type) {
      case 'user.message':
        waiting.push(event.id);
        hasWords = false;
        break;
      case 'agent.message':
        hasWords = event.holdfast?.interrupted !== true;
        break;
      case 'user.interrupt':
        hasWords = false;
        break;
      case 'session.status_idle':
        if (event.stop_reason.type === 'end_turn' && hasWords) {
          for (const id of waiting) answered.add(id);
          waiting = [];
        }
        break;
      default:
        break;
    }
  }
  return answered;
}

function quote(event: EventOf<'user.message'>, longest: number): Fact[] {
  const words = oneLine(textOf(event.content));
  if (words === '') return [];
  return [{ text: `“${cut(words, longest)}”`, eventIds: [event.id] }];
}

function cut(words: string, longest: number): string {
  if (words.length <= longest) return words;
  const head = words.slice(0, longest).toWellFormed().trimEnd();
  return `${head} … (${words.length - head.length} more characters in the event)`;
}

function promisesIn(known: readonly StoredEvent[], span: readonly StoredEvent[]): Fact[] {
  const last = span.at(-1)?.seq ?? 0;
  const found: Fact[] = [];
  let message: StoredEvent | null = null;
  for (const stored of known) {
    if (stored.seq > last && message === null) break;
    if (stored.event.type === 'agent.message') message = stored.seq <= last ? stored : null;
    else if (isCall(stored.event)) message = null;
    else if (stored.event.type === 'session.status_idle' && message?.event.type === 'agent.message') {
      const { event } = message;
      for (const sentence of oneLine(textOf(event.content)).split(/(?<=[.!?])\s/u))
        if (promise.test(sentence))
          found.push({ text: `“${cut(sentence, longestLine)}”`, eventIds: [event.id] });
      message = null;
    }
  }
  return found.slice(-10);
}

function isCall(
  event: StoredEvent['event'],
): event is EventOf<'agent.tool_use'> | EventOf<'agent.custom_tool_use'> {
  return event.type === 'agent.tool_use' || event.type === 'agent.custom_tool_use';
}

function callsById(known: readonly StoredEvent[]) {
  return new Map(
    known.flatMap(({ seq, event }) => (isCall(event) ? [[event.id, { seq, event }] as const] : [])),
  );
}

/** What a call was about: its path, or the tool as a whole. */
function targetOf(call: { name: string; input: Record<string, unknown> }): string {
  const { file_path: filePath, path } = call.input;
  const target = typeof filePath === 'string' ? filePath : typeof path === 'string' ? path : null;
  return target === null ? call.name : `${call.name} ${oneLine(target)}`;
}

/** Failed results that no later success of the same tool on the same target made good, and requests that failed for good. */
function openErrors(known: readonly StoredEvent[], toSeq: number): Fact[] {
  const calls = callsById(known);
  const open = new Map<string, Fact & { seq: number }>();
  for (const { seq, event } of known) {
    // a server that was not reached is in the call's own result
    const isOfModel = event.type === 'session.error' && event.error.mcp_server_name === undefined;
    if (isOfModel && event.error.retry_status.type !== 'retrying')
      open.set('model', {
        seq,
        text: cut(oneLine(`model request: ${event.error.message}`), longestLine),
        eventIds: [event.id],
      });
    if (
      event.type === 'span.model_request_end' &&
      event.is_error === false &&
      event.holdfast?.purpose === undefined
    )
      open.delete('model');
    if (event.type !== 'agent.tool_result') continue;
    const call = calls.get(event.tool_use_id);
    if (!call || event.holdfast?.denied === true) continue;
    const target = targetOf(call.event);
    if (event.is_error !== true) open.delete(target);
    else {
      const words = cut(oneLine(textOf(event.content)), longestLine);
      open.set(target, { seq, text: `${cut(target, longestLine)}: ${words}`, eventIds: [event.id] });
    }
  }
  return [...open.values()]
    .filter(({ seq }) => seq <= toSeq)
    .slice(-20)
    .map(({ text, eventIds }) => ({ text, eventIds }));
}

function identifiersOf(messages: readonly EventOf<'user.message'>[], errors: readonly Fact[]): Fact[] {
  const found = new Map<string, Fact>();
  const add = (text: string, eventIds: string[]) => {
    for (const identifier of identifiersIn(text))
      if (!found.has(identifier)) found.set(identifier, { text: identifier, eventIds });
  };
  for (const error of errors) add(error.text, error.eventIds);
  for (const event of messages) add(textOf(event.content), [event.id]);
  return [...found.values()];
}

function approvalsIn(known: readonly StoredEvent[], span: readonly StoredEvent[]): Fact[] {
  const calls = callsById(known);
  return span.flatMap(({ event }): Fact[] => {
    if (event.type === 'user.tool_confirmation') {
      const call = calls.get(event.tool_use_id)?.event;
      const what = call ? cut(targetOf(call), longestLine) : 'a call';
      const note = event.deny_message
        ? `; the owner says: “${cut(oneLine(event.deny_message), longestLine)}”`
        : '';
      const verb = event.result === 'allow' ? 'allowed by the owner' : 'denied by the owner';
      return [{ text: `${verb}: ${what}${note}`, eventIds: [event.id] }];
    }
    if (event.type === 'agent.tool_result' && event.holdfast?.denied === true) {
      const call = calls.get(event.tool_use_id)?.event;
      const isAnswered = known.some(
        (other) =>
          other.event.type === 'user.tool_confirmation' && other.event.tool_use_id === event.tool_use_id,
      );
      return call && !isAnswered
        ? [{ text: `denied by the gate: ${cut(targetOf(call), longestLine)}`, eventIds: [event.id] }]
        : [];
    }
    if (event.type === 'holdfast.rule_added')
      return [{ text: `rule of the owner: ${cut(oneLine(event.text), longestLine)}`, eventIds: [event.id] }];
    return [];
  });
}

/** Questions that were put to the owner, with their answers. */
function decisionsIn(known: readonly StoredEvent[], span: readonly StoredEvent[]): Fact[] {
  const calls = callsById(known);
  return span.flatMap(({ event }): Fact[] => {
    if (event.type !== 'user.custom_tool_result') return [];
    const call = calls.get(event.custom_tool_use_id)?.event;
    const question = call?.name === 'ask_user' ? call.input.question : undefined;
    if (!call || typeof question !== 'string') return [];
    const answer = cut(oneLine(textOf(event.content)), longestLine);
    return [
      { text: `asked: “${cut(oneLine(question), longestLine)}” answered: “${answer}”`, eventIds: [event.id] },
    ];
  });
}

const fileTools: Record<string, string> = { read: 'read', write: 'written', edit: 'written' };

/** Files by path, with what was last done to them with success. */
function filesIn(known: readonly StoredEvent[], span: readonly StoredEvent[]): Fact[] {
  const calls = callsById(known);
  const files = new Map<string, { verb: string; id: string }>();
  for (const { event } of span) {
    if (event.type !== 'agent.tool_result' || event.is_error === true) continue;
    const call = calls.get(event.tool_use_id)?.event;
    const verb = call ? fileTools[call.name] : undefined;
    const path = call?.input.file_path;
    if (!verb || typeof path !== 'string') continue;
    const before = files.get(path)?.verb;
    files.delete(path);
    files.set(path, { verb: before === 'written' ? before : verb, id: event.id });
  }
  return [...files].map(([path, { verb, id }]) => ({ text: `${verb}: ${oneLine(path)}`, eventIds: [id] }));
}
