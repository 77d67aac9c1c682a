import type { AuditPort } from '../api/index.ts';
import type { Runtime } from '../base/index.ts';
import type { Log, ProfileChain, ProfileReport } from '../log/index.ts';

const page = 200;

type Chain = Awaited<ReturnType<AuditPort['verify']>>['chains'][number];
type Problem = Chain['problems'][number];

/** Checks the chain of every session and the profile's, and the projections against the log. */
export function createAudit(log: Log, profile: ProfileChain, runtime: Runtime): AuditPort {
  async function chainsOfSessions(report: ProfileReport): Promise<Chain[]> {
    const chains: Chain[] = [];
    for (let offset = 0; ; offset += page) {
      const sessions = await log.listSessions({
        archived: 'include',
        orderBy: 'created',
        direction: 'asc',
        limit: page,
        offset,
      });
      for (const session of sessions) {
        const own = await log.verifyChain({ sessionId: session.id });
        const problems = [
          ...own.problems.map(({ kind, seq, eventId, what }) => ({
            kind,
            seq,
            event_id: eventId,
            sentence: `${what}.`,
          })),
          ...sealProblems(report, session.id),
        ];
        const tail = report.unsealed.find(({ sessionId }) => sessionId === session.id);
        const unsealed = tail ? { from_seq: tail.fromSeq, to_seq: tail.toSeq } : null;
        chains.push(
          chainOf(session.id, { events: own.events, forgotten: own.forgottenParts, problems, unsealed }),
        );
      }
      if (sessions.length < page) return chains;
    }
  }

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
    export: () => profile.export(),
    async verify(exported) {
      const report = await profile.verify(exported);
      const sessions = await chainsOfSessions(report);
      const known = new Set(sessions.map(({ session_id }) => session_id));
      const gone = new Set(report.problems.flatMap(({ sessionId }) => sessionId ?? []));
      const chains = [
        chainOf(null, {
          events: report.entries,
          forgotten: 0,
          problems: sealProblems(report, null),
          unsealed: null,
        }),
        ...sessions,
        ...[...gone]
          .filter((id) => !known.has(id))
          .map((id) =>
            chainOf(id, { events: 0, forgotten: 0, problems: sealProblems(report, id), unsealed: null }),
          ),
      ];
      const against = report.against && {
        exported_at: report.against.exportedAt,
        problems: report.against.problems,
      };
      return {
        ok: chains.every((chain) => chain.ok) && (against?.problems.length ?? 0) === 0,
        checked_at: new Date(runtime.clock.now()).toISOString(),
        chains,
        seal: {
          state: report.state,
          sealed_at: report.lastSealedAt === null ? null : new Date(report.lastSealedAt).toISOString(),
        },
        against,
      };
    },
  };
}

function sealProblems(report: ProfileReport, of: string | null): Problem[] {
  return report.problems
    .filter(({ sessionId }) => sessionId === of)
    .map(({ kind, seq, what }) => ({ kind, seq, event_id: null, sentence: `${what}.` }));
}

function chainOf(
  sessionId: string | null,
  { events, forgotten, problems, unsealed }: Pick<Chain, 'events' | 'forgotten' | 'problems' | 'unsealed'>,
): Chain {
  const [first] = problems;
  return {
    session_id: sessionId,
    events,
    ok: problems.length === 0,
    forgotten,
    problem: first ? { seq: first.seq, sentence: first.sentence } : null,
    problems,
    unsealed,
  };
}
