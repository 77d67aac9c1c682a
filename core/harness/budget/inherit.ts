import type { NewEvent } from '../../events/index.ts';
import type { Budgets } from './budgets.ts';

/**
 * What gives a new session the limits of the one it comes from, as they are now: forking is no way around a limit of one session. What
 * the other spent stays with it.
 */
export async function inheritedLimits(
  budgets: Pick<Budgets, 'report'>,
  parentId: string,
): Promise<NewEvent[]> {
  const report = (await budgets.report([parentId]))[parentId];
  if (!report || (Object.keys(report.limits).length === 0 && !report.isBackground)) return [];
  return [
    {
      type: 'holdfast.budget_set',
      limits: report.limits,
      background: report.isBackground,
      managed: report.isManaged,
      by: 'fork',
    },
  ];
}
