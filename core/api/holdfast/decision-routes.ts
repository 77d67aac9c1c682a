import type { StoredEvent } from '../../events/index.ts';
import type { Api } from '../app.ts';
import type { Decision } from '../contract.ts';
import type { ApiDeps, LogPort } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

const sessionsAPage = 50;

/** The decision log: what the gate said of each call, and by which rule. Read from the sessions' own logs, newest first. */
export function addDecisionRoutes(app: Api, { log }: ApiDeps): void {
  addEndpoint(app, 'listDecisions', async ({ query, caller }) => {
    requireOwner(caller, 'read decisions');
    const wanted = { decision: query.decision ?? null, limit: query.limit ?? 50 };
    const found: Decision[] = [];
    for await (const session of latestSessions(log, query.session_id)) {
      // sessions come by their last event: what is older than all that is wanted cannot be in the list
      if (found.length >= wanted.limit && session.lastEventAt < Date.parse(found[wanted.limit - 1]?.at ?? ''))
        break;
      const calls = await latestCalls(log, session.id, wanted);
      found.push(...calls.map((stored) => decisionOf(stored, session)));
      found.sort((left, right) => (left.at < right.at ? 1 : -1));
      found.length = Math.min(found.length, wanted.limit);
    }
    return { data: found };
  });
}

type Session = Awaited<ReturnType<LogPort['getSession']>>;

async function* latestSessions(log: LogPort, only: string | undefined): AsyncGenerator<Session> {
  if (only !== undefined) return yield await log.getSession({ sessionId: only });
  for (let offset = 0; ; offset += sessionsAPage) {
    const page = await log.listSessions({
      limit: sessionsAPage,
      offset,
      archived: 'include',
      orderBy: 'last_event',
      direction: 'desc',
    });
    yield* page;
    if (page.length < sessionsAPage) return;
  }
}

const callsAPage = 200;

async function latestCalls(
  log: LogPort,
  sessionId: string,
  { decision, limit }: { decision: Decision['decision'] | null; limit: number },
): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  let beforeSeq = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const page = await log.read({
      sessionId,
      types: ['agent.tool_use'],
      order: 'desc',
      limit: callsAPage,
      beforeSeq,
    });
    found.push(
      ...page.filter(({ event }) => {
        const verdict = event.type === 'agent.tool_use' ? event.holdfast?.verdict : undefined;
        return verdict !== undefined && (decision === null || verdict.decision === decision);
      }),
    );
    const last = page.at(-1);
    if (found.length >= limit || !last || page.length < callsAPage) return found.slice(0, limit);
    beforeSeq = last.seq;
  }
}

function decisionOf({ seq, event }: StoredEvent, session: Session): Decision {
  const use = event.type === 'agent.tool_use' ? event : null;
  const verdict = use?.holdfast?.verdict;
  return {
    event_id: event.id,
    seq,
    session_id: session.id,
    session_title: session.title ?? '',
    at: event.processed_at,
    tool: use?.name ?? '',
    decision: verdict?.decision ?? 'deny',
    rule: verdict?.rule ?? '',
    reason: verdict?.reason ?? '',
  };
}
