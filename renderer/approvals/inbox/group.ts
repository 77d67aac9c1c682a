import type { Approval, Plan, Question } from '../../api/index.ts';

export interface WaitingGroup {
  sessionId: string;
  title: string;
  approvals: Approval[];
  questions: Question[];
  plans: Plan[];
}

/** What waits, by session; the session that has waited longest comes first, and within it what has. */
export function groupBySession(
  approvals: readonly Approval[],
  questions: readonly Question[],
  plans: readonly Plan[],
): WaitingGroup[] {
  const groups = new Map<string, WaitingGroup & { since: string }>();
  function groupOf(item: Approval | Question | Plan): WaitingGroup {
    const known = groups.get(item.session_id);
    const group = known ?? {
      sessionId: item.session_id,
      title: item.session_title,
      approvals: [],
      questions: [],
      plans: [],
      since: item.created_at,
    };
    if (item.created_at < group.since) group.since = item.created_at;
    groups.set(item.session_id, group);
    return group;
  }
  const byAge = (a: { created_at: string }, b: { created_at: string }) =>
    a.created_at.localeCompare(b.created_at);
  const pending = approvals.filter((one) => one.status === 'pending').toSorted(byAge);
  for (const approval of pending) groupOf(approval).approvals.push(approval);
  for (const question of questions.toSorted(byAge)) groupOf(question).questions.push(question);
  for (const plan of plans.toSorted(byAge)) groupOf(plan).plans.push(plan);
  return [...groups.values()].toSorted((a, b) => a.since.localeCompare(b.since));
}
