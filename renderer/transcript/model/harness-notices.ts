import type { Building } from './building.ts';
import type { CallRef, HarnessNotice, Stored } from './items.ts';

/** What Holdfast itself did or noticed, as a row. Null: nothing the owner needs to see, events of a later version too. */
export function harnessNotice(to: Building, event: Stored['event']): HarnessNotice | null {
  switch (event.type) {
    case 'holdfast.loop_noted':
      return {
        kind: 'loop_noted',
        level: event.level,
        text: event.text,
        calls: callRefs(to, event.tool_use_ids),
      };
    case 'holdfast.context_cleared':
      return {
        kind: 'context_cleared',
        count: event.tool_use_ids.length,
        calls: callRefs(to, event.tool_use_ids),
        tokensBefore: event.tokens_before,
        tokensAfter: event.tokens_after,
      };
    case 'holdfast.compaction':
      return {
        kind: 'compaction',
        fromSeq: event.from_seq,
        method: event.method,
        tokensBefore: event.tokens_before,
        tokensAfter: event.tokens_after,
        summary: event.summary ?? null,
      };
    case 'holdfast.budget_reached':
      return { kind: 'budget_reached', reached: event.reached, settled: null };
    case 'holdfast.model_fallback':
      return { kind: 'model_fallback', from: event.from, to: event.to };
    case 'holdfast.secret_withheld':
      return { kind: 'secret_withheld' };
    case 'holdfast.alarm':
      return { kind: 'alarm' };
    case 'holdfast.paused':
      return { kind: 'paused' };
    case 'holdfast.resumed':
      return { kind: 'resumed' };
    case 'holdfast.forked':
      return { kind: 'forked', sessionId: event.session_id, seq: event.seq };
    case 'holdfast.mode_changed':
      return { kind: 'mode_changed', mode: event.mode };
    case 'holdfast.vaults_given':
      return { kind: 'vaults_given', names: event.vaults.map(({ name }) => name) };
    case 'holdfast.plan_approved':
      return { kind: 'plan_approved', steps: event.steps.map((step) => step.title) };
    case 'holdfast.dry_run_settled':
      return { kind: 'dry_run_settled', action: event.action, count: event.tool_use_ids.length };
    case 'holdfast.checkpoint':
      if (event.undoes === undefined) return null;
      return {
        kind: 'changes_undone',
        paths: (event.changes ?? []).map(({ folder, path }) => `/mnt/folders/${folder}/${path}`),
      };
    case 'unknown':
      return { kind: 'unknown', type: event.original_type };
    default:
      return null;
  }
}

/** Calls that lie before what was read are left out. */
function callRefs(to: Building, ids: readonly string[]): CallRef[] {
  return ids.flatMap((id) => {
    const call = to.calls.get(id);
    return call ? [{ id, seq: call.seq, name: call.name, input: call.input }] : [];
  });
}
