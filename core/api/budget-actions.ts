import { background, HoldfastError } from '../base/index.ts';
import type { BudgetLimits } from './contract.ts';
import type { ApiDeps } from './ports.ts';

type Report = Awaited<ReturnType<ApiDeps['budgets']['report']>>[string];
type Reached = Awaited<ReturnType<ApiDeps['budgets']['stillReached']>>;

/** What both families of routes do to budgets, so that they cannot differ. */
export function createBudgetActions(deps: ApiDeps) {
  const { budgets, log, harness } = deps;

  /** Throws `session_not_found`. */
  async function reportOf(sessionId: string): Promise<NonNullable<Report>> {
    const report = (await budgets.report([sessionId]))[sessionId];
    if (!report) throw new HoldfastError('session_not_found', `no session ${sessionId}`);
    return report;
  }

  /** The limits that stopped a session and still do; null when it does not rest for one. */
  async function reachedBy(sessionId: string): Promise<Reached | null> {
    const { status, stopReason } = await log.getSession({ sessionId });
    if (status !== 'idle' || stopReason?.type !== 'budget_reached') return null;
    const [last] = await log.read({ sessionId, types: ['holdfast.budget_reached'], order: 'desc', limit: 1 });
    if (last?.event.type !== 'holdfast.budget_reached') return null;
    return budgets.stillReached(sessionId, last.event.reached);
  }

  // what a request needs of money was reckoned at the prices of then: with new ones only a new weighing can tell
  async function resume(sessionId: string, arePricesNew = false): Promise<void> {
    const reached = await reachedBy(sessionId);
    const standing = reached?.filter(
      ({ what }) => !arePricesNew || (what !== 'cost_cents' && what !== 'unpriced_tokens'),
    );
    if (standing?.length === 0)
      background(harness.wake(sessionId, 'retry'), `work on ${sessionId}`, deps.logger);
  }

  return {
    reportOf,
    reachedBy,

    /** Throws `budget_reached` while a limit keeps the session from going on. */
    async requireRoom(sessionId: string): Promise<void> {
      const reached = await reachedBy(sessionId);
      if (reached && reached.length > 0)
        throw new HoldfastError('budget_reached', `${sessionId} stopped for its budget`, { reached });
    },

    /** Writes the session's limits into its log; a session that they stopped goes on when it can. */
    async setSession(
      sessionId: string,
      patch: { limits?: BudgetLimits | undefined; background?: boolean | undefined; managed?: boolean },
      by: string,
    ): Promise<void> {
      const report = await reportOf(sessionId);
      const limits = withoutNulls({ ...report.limits, ...patch.limits });
      await log.append({
        sessionId,
        events: [
          {
            type: 'holdfast.budget_set',
            limits,
            background: patch.background ?? report.isBackground,
            managed: (patch.managed ?? report.isManaged) && limits.cost_cents != null,
            by,
          },
        ],
      });
      await resume(sessionId);
    },

    /** Sessions that stopped for a limit go on, where it no longer stands in the way. */
    async resumeAll({ arePricesNew = false } = {}): Promise<void> {
      const page = 200;
      for (let offset = 0; ; offset += page) {
        const sessions = await log.listSessions({
          statuses: ['idle'],
          orderBy: 'created',
          direction: 'asc',
          limit: page,
          offset,
        });
        for (const { id, stopReason } of sessions)
          if (stopReason?.type === 'budget_reached') await resume(id, arePricesNew);
        if (sessions.length < page) return;
      }
    },
  };
}

function withoutNulls(limits: BudgetLimits): BudgetLimits {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value != null));
}
