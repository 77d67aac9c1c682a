import type { Api } from '../app.ts';
import type { CharterUse } from '../contract.ts';
import type { SessionRecord } from '../managed/session-view.ts';
import type { ApiDeps, LogPort } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

const latest = { archived: 'include', orderBy: 'last_event', direction: 'desc', offset: 0 } as const;

/** The charter and the context meter. */
export function addContextRoutes(app: Api, { charter, context, log }: ApiDeps): void {
  addEndpoint(app, 'getCharter', () => charter.get());
  addEndpoint(app, 'setCharter', async ({ body, caller }) => {
    requireOwner(caller, 'change the standing rules');
    return charter.set(body);
  });
  addEndpoint(app, 'listCharterUses', async ({ query, caller }) => {
    requireOwner(caller, 'read which sessions carried which charter');
    const sessions =
      query.session_id === undefined
        ? await log.listSessions({ ...latest, limit: query.limit ?? 20 })
        : [await log.getSession({ sessionId: query.session_id })];
    const uses = await Promise.all(sessions.map((session) => usesIn(log, session)));
    return { data: uses.flat() };
  });
  addEndpoint(app, 'getContext', ({ parameter }) => context.measure(parameter('id')));
}

/** Newest first. A fork has what its parent's requests carried up to there. */
async function usesIn(log: LogPort, session: SessionRecord): Promise<CharterUse[]> {
  const stored = await log.read({ sessionId: session.id, types: ['holdfast.charter'], order: 'desc' });
  return stored.flatMap(({ seq, event }) =>
    event.type === 'holdfast.charter'
      ? {
          session_id: session.id,
          session_title: session.title ?? '',
          version: event.version,
          sha256: event.sha256,
          seq,
          at: event.processed_at,
        }
      : [],
  );
}
