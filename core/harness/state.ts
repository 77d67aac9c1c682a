import { hasGrown, rewoundSeqs } from '../context/index.ts';
import type { EventOf, StopReason, StoredEvent } from '../events/index.ts';
import { endsWork } from './loop-guard/index.ts';

export type ToolUse = EventOf<'agent.tool_use'> | EventOf<'agent.custom_tool_use'>;

/** A tool call that has no result yet. */
export interface OpenCall {
  seq: number;
  use: ToolUse;
  intent: EventOf<'holdfast.tool_intent'> | null;
  confirmation: EventOf<'user.tool_confirmation'> | null;
  parentId: string | null;
  /** Allowed, and certainly not started: the session was paused before it could be, or code is suspended. */
  isUnstarted: boolean;
  /** Code that waits for answers without running. */
  isSuspended: boolean;
}

/** All that the loop decides by, folded from the log. */
export interface SessionState {
  status: 'idle' | 'running' | 'rescheduling' | 'terminated';
  stopReason: StopReason | null;
  open: OpenCall[];
  /** The owner asked to stop, and the session has not come to rest since. */
  isInterrupted: boolean;
  /** A budget stood in the way since the session began to work, and it has not come to rest since. */
  isOverBudget: boolean;
  /** The owner paused it: nothing new starts. */
  isPaused: boolean;
  /** Paused, and nothing runs any more. */
  isAtRest: boolean;
  /** The last thing said wants an answer from the model. */
  wantsModel: boolean;
  lastSeq: number;
}

/** A fold that goes on where it stopped. */
interface Fold {
  state: SessionState;
  calls: Map<string, OpenCall>;
  /** Whether the answer that is being folded asked for tools: text beside them does not end the turn. */
  hasCalls: boolean;
  count: number;
  last: StoredEvent | undefined;
}

// a log grows at its end: a turn asks several times, and only what came since is looked at
const folds = new WeakMap<readonly StoredEvent[], Fold>();

/** Folds a whole log. Calls in rewound stretches are over. */
export function foldState(events: readonly StoredEvent[]): SessionState {
  const before = folds.get(events);
  const goesOn =
    before !== undefined &&
    hasGrown(events, before) &&
    // a rewind changes what stood before it
    !events.slice(before.count).some(({ event }) => event.type === 'holdfast.rewound');
  const fold = goesOn ? before : emptyFold();
  const rewound = rewoundSeqs(events);
  for (; fold.count < events.length; fold.count += 1) {
    const stored = events[fold.count];
    if (stored) foldEvent(fold, stored, rewound);
  }
  fold.last = events.at(-1);
  folds.set(events, fold);
  return { ...fold.state, open: [...fold.calls.values()].map((call) => ({ ...call })) };
}

function emptyFold(): Fold {
  return {
    state: {
      status: 'idle',
      stopReason: null,
      open: [],
      isInterrupted: false,
      isOverBudget: false,
      isPaused: false,
      isAtRest: false,
      wantsModel: false,
      lastSeq: 0,
    },
    calls: new Map(),
    hasCalls: false,
    count: 0,
    last: undefined,
  };
}

function foldEvent(fold: Fold, { seq, event }: StoredEvent, rewound: (seq: number) => boolean): void {
  const { state, calls } = fold;
  state.lastSeq = seq;
  foldStatus(state, event);
  if (rewound(seq)) return;
  switch (event.type) {
    case 'user.message':
      state.wantsModel = true;
      break;
    case 'span.model_request_start':
      fold.hasCalls = false;
      break;
    case 'agent.message':
      if (!fold.hasCalls) state.wantsModel = false;
      break;
    case 'agent.tool_use':
    case 'agent.custom_tool_use': {
      const parentId = event.holdfast?.parent_tool_use_id ?? null;
      calls.set(event.id, {
        seq,
        use: event,
        intent: null,
        confirmation: null,
        parentId,
        isUnstarted: false,
        isSuspended: false,
      });
      if (parentId === null) {
        state.wantsModel = true;
        fold.hasCalls = true;
      }
      break;
    }
    case 'span.model_request_end':
      if (event.holdfast?.stop_reason === 'pause_turn') state.wantsModel = true;
      break;
    case 'holdfast.tool_intent': {
      const call = calls.get(event.tool_use_id);
      if (!call) break;
      call.intent = event;
      // while code is suspended nothing starts
      call.isUnstarted = state.isAtRest || [...calls.values()].some(({ isSuspended }) => isSuspended);
      break;
    }
    case 'holdfast.run_suspended': {
      const call = calls.get(event.tool_use_id);
      if (!call) break;
      call.isSuspended = true;
      // what it waits for, and what the model wanted done after it, answered meanwhile or not
      for (const each of calls.values()) if (each.seq > call.seq) each.isUnstarted = true;
      break;
    }
    case 'user.tool_confirmation': {
      const call = calls.get(event.tool_use_id);
      if (call) call.confirmation = event;
      break;
    }
    case 'holdfast.pause_reached':
      for (const id of event.not_started) {
        const call = calls.get(id);
        if (call) call.isUnstarted = true;
      }
      break;
    case 'session.status_running':
      for (const call of calls.values()) Object.assign(call, { isUnstarted: false, isSuspended: false });
      break;
    case 'agent.tool_result':
      calls.delete(event.tool_use_id);
      break;
    case 'user.custom_tool_result': {
      const question = calls.get(event.custom_tool_use_id)?.use;
      if (question && endsWork(question, event)) state.wantsModel = false;
      calls.delete(event.custom_tool_use_id);
      break;
    }
    default:
      break;
  }
}

function foldStatus(state: SessionState, event: StoredEvent['event']): void {
  switch (event.type) {
    case 'holdfast.budget_reached':
      state.isOverBudget = true;
      break;
    case 'session.status_running':
      state.status = 'running';
      state.isAtRest = false;
      state.stopReason = null;
      state.isOverBudget = false;
      break;
    case 'session.status_rescheduled':
      state.status = 'rescheduling';
      break;
    case 'session.status_terminated':
      state.status = 'terminated';
      break;
    case 'session.status_idle':
      state.status = 'idle';
      state.stopReason = event.stop_reason;
      // what the budget stopped goes on once it is raised
      if (event.stop_reason.type === 'budget_reached') {
        state.wantsModel = true;
        state.isOverBudget = false;
      }
      // an interrupt is dealt with once the session rests for any other reason than a question
      if (event.stop_reason.type !== 'requires_action') state.isInterrupted = false;
      break;
    case 'user.interrupt':
      state.isInterrupted = true;
      break;
    case 'holdfast.paused':
      state.isPaused = true;
      break;
    case 'holdfast.pause_reached':
      state.isAtRest = true;
      break;
    case 'holdfast.resumed':
      state.isPaused = false;
      break;
    case 'holdfast.forked':
      // what the parent was doing there is none of the fork's business
      Object.assign(state, { isPaused: false, isAtRest: false, isInterrupted: false, isOverBudget: false });
      break;
    default:
      break;
  }
}

const isUnanswered = (call: OpenCall) => call.intent === null && call.confirmation === null;

/** The calls that wait for the owner or a client: the model's own, and those of code that is suspended. */
export function blockedCalls(state: SessionState): OpenCall[] {
  const suspended = new Set(state.open.filter((call) => call.isSuspended).map(({ use }) => use.id));
  return state.open.filter(
    (call) => isUnanswered(call) && (call.parentId === null || suspended.has(call.parentId)),
  );
}

/** Calls that code made which is suspended, with the code: nothing of them is under way. */
export function suspendedCalls(state: SessionState): OpenCall[] {
  const suspended = new Set(state.open.filter((call) => call.isSuspended).map(({ use }) => use.id));
  return state.open.filter((call) => suspended.has(call.use.id) || suspended.has(call.parentId ?? ''));
}

/**
 * Calls that can go on now: allowed and started, or denied and not yet told. Suspended code goes on once one of its calls is answered,
 * and what the model wanted done after it waits with it.
 */
export function runnableCalls(state: SessionState): OpenCall[] {
  const { open } = state;
  const callsOf = (code: OpenCall) => open.filter((call) => call.parentId === code.use.id);
  const resting = open.find(
    (call) => call.isSuspended && callsOf(call).length > 0 && callsOf(call).every(isUnanswered),
  );
  return open.filter(
    (call) =>
      call.parentId === null && !isUnanswered(call) && (resting === undefined || call.seq < resting.seq),
  );
}
