import type { PlanStep } from '../../api/index.ts';
import type { Item, PlanItem, QuestionItem, SessionState, ToolCall } from './items.ts';

/** What the events read so far amount to. */
export interface Building {
  items: Item[];
  calls: Map<string, ToolCall>;
  questions: Map<string, QuestionItem>;
  plans: Map<string, PlanItem>;
  /** Steps of approved plans, by the call that proposed them. */
  approvedSteps: Map<string, readonly PlanStep[]>;
  folders: Map<string, string>;
  rules: Map<string, string>;
  /** Where each event stands. */
  seqs: Map<string, number>;
  state: SessionState;
  turn: number;
  /** Null outside a turn. */
  workedMs: number | null;
}

export function startBuilding(): Building {
  return {
    items: [],
    calls: new Map(),
    questions: new Map(),
    plans: new Map(),
    approvedSteps: new Map(),
    folders: new Map(),
    rules: new Map(),
    seqs: new Map(),
    state: { status: 'idle', since: null, waitsFor: [], isPaused: false },
    turn: 0,
    workedMs: null,
  };
}
