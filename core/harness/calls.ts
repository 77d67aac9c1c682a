import { HoldfastError } from '../base/index.ts';
import type { EventOf, NewEvent, Verdict } from '../events/index.ts';
import { changedFiles } from '../gate/index.ts';
import { askUserName, errorOutcome, type Tool, type ToolOutcome } from '../tools/index.ts';
import { alarmEvents, alarmOutcome, alarmVerdict, plantedIn } from './alarm.ts';
import type { RequestedCall } from './answer.ts';
import {
  type Asked,
  askedSince,
  askedTooOften,
  boundQuestion,
  defaultAskBounds,
  isTooOften,
} from './asking/bounds.ts';
import { grantableTools } from './grantable-tools.ts';
import { type JudgeFacts, judgeFacts } from './judge/facts.ts';
import { noticedBefore } from './noticed.ts';
import { insteadOf, insteadOfCustom, outsideOfPlan, planStepOf, type Restraints } from './plan/index.ts';
import type { HarnessPorts, SessionTools } from './ports.ts';
import { resultEvent } from './result-event.ts';
import { argumentsFor, askAboutSecret, keptPreview, secretReason } from './secrets-in-calls.ts';

/** What was decided of a requested call: the events to commit with the model's message. */
export interface PlannedCall {
  events: NewEvent[];
  /** True when the call may start as soon as the events are committed. */
  isAllowed: boolean;
  isBlocked: boolean;
  /** The one question of Holdfast's own, where the agent asked too often; goes into the log behind everything. */
  question?: NewEvent;
  /** The outcome when there is nothing to run. */
  refused: ToolOutcome | null;
}

export interface PlanInput {
  ports: HarnessPorts;
  tools: SessionTools;
  sessionId: string;
  call: RequestedCall;
  parentId: string | null;
  signal: AbortSignal;
  /** Set where something else than the gate keeps the call from running: what the model reads instead. */
  refused?: ToolOutcome | null;
  restraints: Restraints;
  /** Asks a model about a call that the owner would be asked about; absent where none may be asked. */
  judge?: (facts: JudgeFacts) => Promise<NewEvent & { type: 'holdfast.judged' }>;
}

/**
 * Checks a requested call, previews it and asks the gate. Never runs anything. Whatever goes wrong on the way is a refusal the
 * model reads: the gate fails closed.
 */
export async function planCall(input: PlanInput): Promise<PlannedCall> {
  const { tools, call, parentId } = input;
  const links = {
    model_tool_use_id: call.modelId,
    ...(parentId === null ? {} : { parent_tool_use_id: parentId }),
    ...(input.restraints.dryRunOf === null ? {} : { dry_run_of: input.restraints.dryRunOf }),
  };
  const planted = plantedIn(input.ports.planted, call);
  if (planted.length > 0) return stoppedByAlarm(input, links, planted);
  if (input.refused) return refusal(input, links, input.refused);
  if (tools.isCustom(call.name) && call.invalidJson === null) {
    const instead = insteadOfCustom(input.restraints, call);
    if (instead) return refusal(input, links, instead.outcome, instead.events);
    const often = call.name === askUserName ? await tooOften(input) : null;
    if (often) return { ...refusal(input, links, askedTooOften), question: boundQuestion(often) };
    const use: NewEvent = {
      id: call.id,
      type: 'agent.custom_tool_use',
      name: call.name,
      input: call.input,
      holdfast: links,
    };
    return { events: [use], isAllowed: false, isBlocked: true, refused: null };
  }
  const tool = tools.get(call.name);
  const problem = problemWith(call, tool);
  if (problem !== null || !tool)
    return refusal(input, links, errorOutcome(problem ?? 'There is no such tool.'));
  try {
    const planned = await weigh(input, tool, links);
    const often = planned.isBlocked ? await tooOften(input) : null;
    if (often) return { ...refusal(input, links, askedTooOften), question: boundQuestion(often) };
    return planned;
  } catch (caught) {
    if (input.signal.aborted) throw caught;
    if (!(caught instanceof HoldfastError) || caught.code === 'internal')
      input.ports.logger.error(`planning ${call.name}`, caught);
    return refusal(input, links, errorOutcome(caught instanceof Error ? caught.message : String(caught)));
  }
}

/** What was asked so far, where one more question would be too many. */
async function tooOften({ ports, sessionId, restraints }: PlanInput): Promise<Asked | null> {
  if (restraints.dryRunOf !== null) return null;
  const bounds = (await ports.askBounds?.(sessionId)) ?? defaultAskBounds;
  const { events, answer } = restraints.said;
  const asked = askedSince(events, answer, ports.runtime.clock.now());
  return isTooOften(asked, bounds) ? asked : null;
}

function problemWith(call: RequestedCall, tool: Tool | null): string | null {
  if (call.invalidJson !== null)
    return `The arguments were not valid JSON: ${call.invalidJson.slice(0, 500)}`;
  if (!tool) return `There is no tool named "${call.name}" in this session.`;
  const checked = tool.inputSchema.safeParse(call.input);
  if (checked.success) return null;
  const issues = checked.error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`);
  return `The arguments do not fit the tool ${call.name}. ${issues.slice(0, 5).join('; ')}`;
}

type Links = NonNullable<EventOf<'agent.tool_use'>['holdfast']>;

async function weigh(
  { ports, tools, sessionId, call, signal, restraints, judge }: PlanInput,
  tool: Tool,
  links: Links,
): Promise<PlannedCall> {
  const { outputs } = ports;
  const preview = await tool.preview(await argumentsFor(outputs, tool, call.input), { sessionId, signal });
  const weighed = { tool, id: call.id, input: call.input, preview };
  const decided = await ports.gate.decide({
    sessionId,
    tool: tool.name,
    input: call.input,
    preview,
    agentPolicy: tools.policy(tool.name),
    outsidePlan: outsideOfPlan(restraints, weighed),
    origins: { events: restraints.said.events, labels: tool.labels, tools: grantableTools(tools) },
  });
  const { inputHash, origins } = decided;
  const reason = await secretReason(outputs, tool, call.input);
  const asked = askAboutSecret(decided.verdict, reason);
  const facts =
    judge && reason === null && restraints.dryRunOf === null && insteadOf(restraints, weighed, asked) === null
      ? judgeFacts({ ...weighed, tool: tool.name, decision: decided, events: restraints.said.events })
      : null;
  const judged = facts === null || !judge ? null : await judge(facts);
  const verdict: Verdict =
    judged?.decision === 'allow' ? { decision: 'allow', rule: 'judge', reason: judged.reason ?? '' } : asked;
  const kept = () => keptPreview(outputs, { preview, sessionId, tool: tool.name, reason });
  const traced = verdict.decision === 'allow' || origins === null ? {} : { origins };
  const step = planStepOf(restraints, weighed);
  const use = (holdfast: Links): NewEvent => ({
    id: call.id,
    type: 'agent.tool_use',
    name: call.name,
    input: call.input,
    evaluated_permission: verdict.decision,
    evaluation: evaluationOf(verdict, judged !== null),
    holdfast: {
      ...links,
      ...(step === null ? {} : { plan_step: step }),
      ...(decided.note === null ? {} : { note: decided.note }),
      ...holdfast,
      verdict,
      ...traced,
    },
  });
  if (verdict.decision === 'deny') {
    const outcome = errorOutcome(`Denied: ${verdict.reason}`);
    return {
      events: [use({}), resultEvent(call.id, outcome, { ...links, denied: true })],
      isAllowed: false,
      isBlocked: false,
      refused: outcome,
    };
  }
  const isHeldBack = insteadOf(restraints, weighed, verdict) !== null;
  const instead = isHeldBack ? insteadOf(restraints, { ...weighed, preview: await kept() }, verdict) : null;
  if (instead) {
    const result = resultEvent(call.id, instead.outcome, links);
    return {
      events: [use({}), ...instead.events, result],
      isAllowed: false,
      isBlocked: false,
      refused: instead.outcome,
    };
  }
  if (verdict.decision === 'ask') {
    const shown = await kept();
    const noticed = noticedBefore(restraints.said.events);
    const isOwnReason = /^(?:plan$|blast_radius$|origin:)/.test(verdict.rule);
    const asksBecause = isOwnReason ? [verdict.reason, ...shown.asksBecause] : shown.asksBecause;
    // a preview is plain data; the copy drops what has no place in the log
    const facts = [...shown.facts, ...planFacts(restraints, step)];
    const frozen = JSON.parse(
      JSON.stringify({ ...shown, asksBecause, facts, ...(noticed.length > 0 ? { noticed } : {}) }),
    ) as Record<string, unknown>;
    const ask = { input_hash: inputHash, recovery: tool.labels.recovery, preview: frozen };
    const said = judged === null ? [] : [judged];
    return { events: [use({ ask }), ...said], isAllowed: false, isBlocked: true, refused: null };
  }
  const files = changedFiles(preview);
  const intent: NewEvent = {
    type: 'holdfast.tool_intent',
    tool_use_id: call.id,
    tool: tool.name,
    input_hash: inputHash,
    recovery: tool.labels.recovery,
    idempotency_key: call.id,
    ...(files === 0 ? {} : { files }),
    verdict,
  };
  const said = judged === null ? [] : [judged];
  return { events: [use({}), ...said, intent], isAllowed: true, isBlocked: false, refused: null };
}

function evaluationOf(
  { decision }: Verdict,
  isJudged: boolean,
): NonNullable<EventOf<'agent.tool_use'>['evaluation']> {
  if (!isJudged) return { type: decision === 'allow' ? 'always_allow' : 'always_ask' };
  const type = decision === 'allow' ? 'allow' : 'ask';
  return {
    type: 'auto',
    evaluated_permission: { type, ...(type === 'ask' ? { reason_code: 'indeterminate' } : {}) },
  };
}

/** Before anything else is asked of a call, also one that no tool of the session would take: what it tries is worth knowing. */
function stoppedByAlarm(
  { call, restraints }: PlanInput,
  links: Links,
  kinds: readonly string[],
): PlannedCall {
  const use: NewEvent = {
    id: call.id,
    type: 'agent.tool_use',
    name: call.name,
    input: call.input,
    evaluated_permission: 'deny',
    evaluation: { type: 'always_ask' },
    holdfast: { ...links, verdict: alarmVerdict },
  };
  const alarm = alarmEvents(restraints.said.events, {
    place: 'call',
    toolUseId: call.id,
    tool: call.name,
    kinds,
  });
  return {
    events: [use, resultEvent(call.id, alarmOutcome, { ...links, denied: true }), ...alarm],
    isAllowed: false,
    isBlocked: false,
    refused: alarmOutcome,
  };
}

/** The step that the owner approved, beside what the call is about: approving a plan allows nothing by itself. */
function planFacts(
  { mode }: Restraints,
  step: Links['plan_step'] | null,
): { label: string; value: string }[] {
  const title = step ? mode.plan?.steps[step.index]?.title : undefined;
  return step && title !== undefined
    ? [{ label: 'Step of your plan', value: `${step.index + 1}. ${title}` }]
    : [];
}

function refusal(
  { call }: PlanInput,
  links: Links,
  outcome: ToolOutcome,
  between: readonly NewEvent[] = [],
): PlannedCall {
  const invalid = call.invalidJson === null ? {} : { invalid_json: call.invalidJson };
  const use: NewEvent = {
    id: call.id,
    type: 'agent.tool_use',
    name: call.name,
    input: call.input,
    holdfast: { ...links, ...invalid },
  };
  return {
    events: [use, ...between, resultEvent(call.id, outcome, links)],
    isAllowed: false,
    isBlocked: false,
    refused: outcome,
  };
}
