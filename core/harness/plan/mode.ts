import { createPicker, rewoundSeqs } from '../../context/index.ts';
import type { PlanStep, SessionMode, StoredEvent } from '../../events/index.ts';
import type { SessionTools } from '../ports.ts';
import { proposePlanDeclaration, proposePlanName } from './tool.ts';

/** How a session works now, and the plan that is in force. */
export interface ModeState {
  mode: SessionMode;
  /** Null in other modes, and until the owner has approved one. */
  plan: { toolUseId: string; steps: readonly PlanStep[] } | null;
}

const changesIn = createPicker(['holdfast.mode_changed', 'holdfast.plan_approved']);

/**
 * Folds the mode from a log, or from its events of these two types and `holdfast.rewound`. The mode is a setting of the owner's and
 * no part of the conversation: a rewind leaves it. A plan goes with the stretch it was approved in, and with the mode.
 */
export function foldMode(events: readonly StoredEvent[]): ModeState {
  const state: ModeState = { mode: 'normal', plan: null };
  const rewound = rewoundSeqs(events);
  for (const { seq, event } of changesIn(events)) {
    if (event.type === 'holdfast.mode_changed') {
      if (event.mode !== state.mode) state.plan = null;
      state.mode = event.mode;
    } else if (event.type === 'holdfast.plan_approved' && state.mode === 'plan_first' && !rewound(seq)) {
      state.plan = { toolUseId: event.tool_use_id, steps: event.steps };
    }
  }
  return state;
}

/** The event types that `foldMode` looks at. */
export const modeEventTypes = [
  'holdfast.mode_changed',
  'holdfast.plan_approved',
  'holdfast.rewound',
] as const;

interface ToolsInMode extends SessionTools {
  withoutMode: SessionTools;
}

/** The session's tools in this mode: `propose_plan` is there in plan first mode only. Doing it twice changes nothing. */
export function toolsInMode(tools: SessionTools, { mode }: ModeState): SessionTools {
  const base = isInMode(tools) ? tools.withoutMode : tools;
  if (mode !== 'plan_first') return base;
  if (tools !== base) return tools;
  const inMode: ToolsInMode = {
    withoutMode: base,
    declarations: [
      ...base.declarations.filter(({ name }) => name !== proposePlanName),
      proposePlanDeclaration,
    ],
    get: (name) => (name === proposePlanName ? null : base.get(name)),
    isCustom: (name) => name === proposePlanName || base.isCustom(name),
    policy: (name) => base.policy(name),
  };
  return inMode;
}

function isInMode(tools: SessionTools): tools is ToolsInMode {
  return 'withoutMode' in tools;
}

/** What the model is told of the mode, after what it can reach; empty when the session works as usual. */
export function modeNote({ mode, plan }: ModeState): string {
  if (mode === 'dry_run')
    return `This session is a dry run. Calls that would change anything outside /workspace are recorded and not executed; their results say so. Do not say that they were done. The owner looks at the list at the end and decides.`;
  if (mode !== 'plan_first') return '';
  if (plan === null)
    return `This session works by a plan. Look at what you need, then call ${proposePlanName} before you change anything outside /workspace. Until the owner has approved a plan, every such call asks them.`;
  const lines = plan.steps.map((step, index) => {
    const what = [step.tool, step.target].filter((part) => part !== undefined).join(' ');
    return `${index + 1}. ${step.title}${what === '' ? '' : ` [${what}]`}`;
  });
  return `This session works by the plan that the owner approved. Calls outside it ask them; propose a new plan with ${proposePlanName} when it no longer fits. The plan:\n${lines.join('\n')}`;
}

/** The surroundings with the note of the mode. */
export function withModeNote(surroundings: string, state: ModeState): string {
  return [surroundings, modeNote(state)].filter((text) => text !== '').join('\n\n');
}
