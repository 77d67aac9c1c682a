import { HoldfastError, type Runtime } from '../base/index.ts';
import type { NewEvent } from '../events/index.ts';
import type { Log } from '../log/index.ts';
import type { GrantContent } from './grants/grant.ts';
import type { SessionGrant } from './store.ts';

interface Parts {
  log: Log;
  runtime: Runtime;
  list(input: { sessionId: string }): Promise<SessionGrant[]>;
}

/**
 * What the owner permits within one session's task. A grant ends when its session is archived or deleted, or when the owner takes it back;
 * a later message adds to what is permitted and takes nothing away.
 */
export function createCallGrants({ log, runtime, list }: Parts) {
  const added = (grant: GrantContent, by: string): NewEvent => ({
    type: 'holdfast.grant_added',
    grant_id: runtime.ids.next('grant'),
    kind: 'call',
    grant,
    by,
  });
  const requireGrant = async (sessionId: string, grantId: string) => {
    if ((await list({ sessionId })).some(({ id }) => id === grantId)) return;
    throw new HoldfastError('not_found', `no grant ${grantId}`);
  };
  return {
    async addCallGrants({
      sessionId,
      grants,
      by,
    }: {
      sessionId: string;
      grants: readonly GrantContent[];
      by: string;
    }) {
      if (grants.length > 0) await log.append({ sessionId, events: grants.map((grant) => added(grant, by)) });
      return list({ sessionId });
    },
    async changeCallGrant(input: { sessionId: string; grantId: string; grant: GrantContent; by: string }) {
      const { sessionId, grantId, grant, by } = input;
      await requireGrant(sessionId, grantId);
      await log.append({
        sessionId,
        events: [{ type: 'holdfast.grant_revoked', grant_id: grantId, by }, added(grant, by)],
      });
      return list({ sessionId });
    },
    async revokeCallGrant({ sessionId, grantId, by }: { sessionId: string; grantId: string; by: string }) {
      await requireGrant(sessionId, grantId);
      await log.append({ sessionId, events: [{ type: 'holdfast.grant_revoked', grant_id: grantId, by }] });
    },
  };
}
