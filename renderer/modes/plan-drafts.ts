import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { PlanStep } from '../api/index.ts';

/** A step while the owner edits it. `key` stays with it when it moves. */
export interface DraftStep extends PlanStep {
  key: string;
}

interface PlanDrafts {
  /** Plans as the owner edited them, by the call that proposed them; survive scrolling, navigation and restarts. */
  byPlan: Readonly<Record<string, readonly DraftStep[]>>;
  setDraft: (toolUseId: string, steps: readonly DraftStep[] | null) => void;
}

/** So many waiting plans with edits are kept; older ones are long answered. */
const mostKept = 20;

export const usePlanDrafts = create<PlanDrafts>()(
  persist(
    (set) => ({
      byPlan: {},
      setDraft: (toolUseId, steps) =>
        set(({ byPlan: { [toolUseId]: _, ...others } }) => {
          const kept = Object.fromEntries(Object.entries(others).slice(-mostKept));
          return { byPlan: steps === null ? kept : { ...kept, [toolUseId]: steps } };
        }),
    }),
    { name: 'holdfast-plan-drafts' },
  ),
);

/** The agent's steps, ready to be edited. */
export function draftOf(steps: readonly PlanStep[]): DraftStep[] {
  return steps.map((step, index) => ({ ...step, key: `proposed-${index}` }));
}

/** What is sent: without the keys, and without fields that hold nothing. */
export function stepsOf(draft: readonly DraftStep[]): PlanStep[] {
  return draft.map(({ title, tool, target, reversible, why }) => ({
    title: title.trim(),
    ...(tool ? { tool } : {}),
    ...(target?.trim() ? { target: target.trim() } : {}),
    reversible,
    ...(why?.trim() ? { why: why.trim() } : {}),
  }));
}
