import { rewoundSeqs } from '../../../core/context/index.ts';
import type { DataServer } from '../../../core/db/worker.ts';
import type { SessionEvent, StoredEvent } from '../../../core/events/index.ts';
import type { Waiting } from '../../../core/log/index.ts';
import { ownStretch } from './spending.ts';
import { type LedgerLine, ledgerRecovery } from './tools.ts';

/** What a check found; each entry is a sentence for whoever looks into it. */
export interface Findings {
  lost: string[];
  gaps: string[];
  doubled: string[];
  stuck: string[];
  /** Tables that are not what a replay of the log gives. */
  differs: string[];
  /** Budgets that forgot what was spent, or let more through than they may. */
  overspent: string[];
}

/** No findings yet. */
export function noFindings(): Findings {
  return { lost: [], gaps: [], doubled: [], stuck: [], differs: [], overspent: [] };
}

/** What was acknowledged in one session: ids by position, and queued messages that must be somewhere. */
export interface Acknowledged {
  ids: Map<number, string>;
  queued: Set<string>;
}

/** The whole log of a session. */
export function readSession(server: DataServer, sessionId: string): StoredEvent[] {
  const events: StoredEvent[] = [];
  for (;;) {
    const afterSeq = events.at(-1)?.seq ?? 0;
    // the store function's own type, which the server does not carry
    const page = server.call('log.read', { sessionId, afterSeq, limit: 1000 }).value as StoredEvent[];
    events.push(...page);
    if (page.length < 1000) return events;
  }
}

/** Every acknowledged event is there, at its place, and the chain holds. */
export function checkSession(
  server: DataServer,
  sessionId: string,
  acknowledged: Acknowledged,
  findings: Findings,
): StoredEvent[] {
  const events = readSession(server, sessionId);
  const bySeq = new Map(events.map(({ seq, event }) => [seq, event.id]));
  for (const [seq, id] of acknowledged.ids) {
    if (bySeq.get(seq) !== id)
      findings.lost.push(`${sessionId}: ${id} was acknowledged at ${seq}, there is ${bySeq.get(seq)}`);
  }
  const waiting = server.call('log.queued', { sessionId }).value as Waiting[];
  const known = new Set([...bySeq.values(), ...waiting.map(({ event }) => event.id)]);
  for (const id of acknowledged.queued) {
    if (known.has(id)) continue;
    findings.lost.push(`${sessionId}: the message ${id} was accepted and is nowhere`);
    acknowledged.queued.delete(id);
  }
  const chain = server.call('log.verifyChain', { sessionId }).value as {
    problems: { seq: number; what: string }[];
  };
  for (const { seq, what } of chain.problems) findings.gaps.push(`${sessionId}: ${what} (at ${seq})`);
  return events;
}

/** No effectful call left two lines, and no line came without its intent. */
export function checkLedger(
  lines: readonly LedgerLine[],
  intents: ReadonlyMap<string, string>,
  findings: Findings,
): void {
  const seen = new Map<string, number>();
  for (const { key, tool, label } of lines) {
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    if (count === 2 && ledgerRecovery[tool] === 'effectful')
      findings.doubled.push(`${tool} ${label} ran twice under ${key}`);
    if (intents.get(key) !== tool)
      findings.doubled.push(
        `${tool} ${label} ran under ${key}, whose committed intent is for ${intents.get(key)}`,
      );
  }
}

/** Keys of the committed intents, with the tool each is for. */
export function collectIntents(events: readonly StoredEvent[], intents: Map<string, string>): void {
  for (const { event } of events) {
    if (event.type !== 'holdfast.tool_intent') continue;
    intents.set(event.idempotency_key, event.tool);
  }
}

/**
 * For sessions at rest: every call has exactly one result, a result that says "done" has its effect, and an effect whose result
 * never came is said to be unknown. Calls in rewound stretches are over by other means and are left out.
 */
export function checkOutcomes(
  sessionId: string,
  events: readonly StoredEvent[],
  lines: readonly LedgerLine[],
  findings: Findings,
): void {
  const effects = new Set(lines.map((line) => line.key));
  const results = new Map<string, Extract<SessionEvent, { type: 'agent.tool_result' }>>();
  const started = new Set<string>();
  for (const { event } of events) {
    if (event.type === 'holdfast.tool_intent') started.add(event.tool_use_id);
    if (event.type !== 'agent.tool_result') continue;
    if (results.has(event.tool_use_id))
      findings.doubled.push(`${sessionId}: ${event.tool_use_id} has two results`);
    results.set(event.tool_use_id, event);
  }
  const rewound = rewoundSeqs(events);
  // calls of the stretch that a fork shares are its parent's
  for (const { seq, event } of ownStretch(events)) {
    if (event.type !== 'agent.tool_use' || (rewound(seq) && !results.has(event.id))) continue;
    const result = results.get(event.id);
    const name = `${sessionId}: ${event.name} ${event.id}`;
    if (!result) {
      findings.stuck.push(`${name} has no result although the session rests: ${trail(events)}`);
      continue;
    }
    if (ledgerRecovery[event.name] === undefined) continue;
    const isDone = result.is_error !== true;
    const isUnknown = result.holdfast?.unknown_outcome === true;
    if (isDone && !effects.has(event.id)) findings.lost.push(`${name} says done, and its effect is missing`);
    if (!isDone && !isUnknown && started.has(event.id) && effects.has(event.id))
      findings.lost.push(`${name} had its effect, and its result says neither done nor unknown`);
    if (!started.has(event.id) && effects.has(event.id))
      findings.doubled.push(`${name} had an effect without an intent`);
  }
}

// the shape of a log in one line, for whoever looks into a finding
function trail(events: readonly StoredEvent[]): string {
  return events.map(({ seq, event }) => `${seq}:${event.type.replace(/^(session|agent)\./, '')}`).join(' ');
}
