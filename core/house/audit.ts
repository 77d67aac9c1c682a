import type { AuditPort } from '../api/index.ts';
import type { Runtime } from '../base/index.ts';
import type { Log } from '../log/index.ts';

const page = 200;

/** Checks the chain of every session, and the projections against the log. */
export function createAudit(log: Log, runtime: Runtime): AuditPort {
  return {
    async rebuild(request) {
      const { isEqual, isApplied, refused, ...report } = await log.rebuild(request);
      return {
        ...report,
        equal: isEqual,
        applied: isApplied,
        refused: refused.map(({ sessionId, seq, why }) => ({ session_id: sessionId, seq, why })),
      };
    },
    async verify() {
      const chains: Awaited<ReturnType<AuditPort['verify']>>['chains'] = [];
      for (let offset = 0; ; offset += page) {
        const sessions = await log.listSessions({
          archived: 'include',
          orderBy: 'created',
          direction: 'asc',
          limit: page,
          offset,
        });
        for (const session of sessions) {
          const report = await log.verifyChain({ sessionId: session.id });
          const first = report.problems[0];
          chains.push({
            session_id: session.id,
            events: report.events,
            ok: report.ok,
            forgotten: report.forgottenParts,
            problem: first ? { seq: first.seq, sentence: `${first.what}.` } : null,
          });
        }
        if (sessions.length < page) break;
      }
      return {
        ok: chains.every((chain) => chain.ok),
        checked_at: new Date(runtime.clock.now()).toISOString(),
        chains,
      };
    },
  };
}
