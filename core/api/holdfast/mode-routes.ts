import { background, HoldfastError } from '../../base/index.ts';
import type { NewEvent, StoredEvent } from '../../events/index.ts';
import {
  dryRunEventTypes,
  foldDryRun,
  foldMode,
  modeEventTypes,
  proposePlanInput,
  proposePlanName,
  releaseEvents,
} from '../../harness/index.ts';
import type { Api } from '../app.ts';
import type { AnswerPlan, DryRun, ModeState, Plan } from '../contract.ts';
import type { ApiDeps } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';
import type { Parts } from './parts.ts';

/** Modes of a session, plans that wait, and what a dry run recorded. Only the owner changes any of it. */
export function addModeRoutes(app: Api, { deps, sessions }: Parts): void {
  const { log, gate } = deps;

  addEndpoint(app, 'getMode', async ({ parameter }) => modeOf(deps, parameter('id')));
  addEndpoint(app, 'setMode', async ({ parameter, body, caller }) => {
    requireOwner(caller, 'change the mode');
    const { id: sessionId } = await sessions.requireLive(parameter('id'));
    if ((await modeOf(deps, sessionId)).mode !== body.mode)
      await log.append({ sessionId, events: [modeChanged(body.mode, caller.answeredBy)] });
    return modeOf(deps, sessionId);
  });

  addEndpoint(app, 'listPlans', async ({ query, caller }) => {
    requireOwner(caller, 'read plans');
    const waiting = await gate.listQuestions(
      query.session_id === undefined ? {} : { sessionId: query.session_id },
    );
    return { data: waiting.flatMap(planOnWire) };
  });
  addEndpoint(app, 'answerPlan', async ({ parameter, body, caller }) => {
    requireOwner(caller, 'approve plans');
    const id = parameter('toolUseId');
    const waiting = (await gate.listQuestions({})).find((question) => question.id === id);
    if (waiting?.tool !== proposePlanName)
      throw new HoldfastError('question_not_found', `no plan waits under ${id}`);
    const { sessionId } = waiting;
    await sessions.requireLive(sessionId);
    if (body.decision === 'approve' && (await modeOf(deps, sessionId)).mode !== 'plan_first')
      throw new HoldfastError('conflict', 'the session no longer works by a plan');
    // one transaction: the second answer finds no open question, and takes its approval back with it
    await log.append({ sessionId, events: planEvents(id, body, caller.answeredBy) });
    background(deps.harness.wake(sessionId, 'input'), `work on ${sessionId}`, deps.logger);
    return { ok: true };
  });

  addEndpoint(app, 'getDryRun', async ({ parameter, caller }) => {
    requireOwner(caller, 'read what a dry run recorded');
    return dryRunOf(deps, parameter('id'));
  });
  addEndpoint(app, 'settleDryRun', async ({ parameter, body, caller }) => {
    requireOwner(caller, 'settle a dry run');
    const session = await sessions.requireIdle(parameter('id'));
    await sessions.requireLive(session.id);
    const { mode, data } = await dryRunOf(deps, session.id);
    if (body.action === 'execute' && mode === 'dry_run')
      throw new HoldfastError('conflict', 'the session is still a dry run: change its mode first');
    const open = data.filter((call) => call.state === 'recorded').map((call) => call.tool_use_id);
    const chosen = open.filter((id) => body.tool_use_ids?.includes(id) ?? true);
    const isMissing = body.tool_use_ids?.some((id) => !open.includes(id)) ?? false;
    if (chosen.length === 0 || isMissing)
      throw new HoldfastError('conflict', 'not all of these calls are recorded and open');
    const settled: NewEvent = {
      type: 'holdfast.dry_run_settled',
      action: body.action,
      tool_use_ids: chosen,
      by: caller.answeredBy,
    };
    // running from the same moment on, so that a restart in between goes on with it
    const events = body.action === 'execute' ? releaseEvents(session, settled) : [settled];
    await log.append({ sessionId: session.id, events });
    if (body.action === 'execute')
      background(deps.harness.wake(session.id, 'input'), `work on ${session.id}`, deps.logger);
    return dryRunOf(deps, session.id);
  });
}

/** The event with which a session gets its mode. */
export function modeChanged(mode: ModeState['mode'], by: string): NewEvent {
  return { type: 'holdfast.mode_changed', mode, by };
}

async function modeOf({ log }: ApiDeps, sessionId: string): Promise<ModeState> {
  await log.getSession({ sessionId });
  const { mode, plan } = foldMode(await readAll({ log }, sessionId, modeEventTypes));
  return { mode, plan: plan === null ? null : { tool_use_id: plan.toolUseId, steps: [...plan.steps] } };
}

async function dryRunOf({ log, harness }: ApiDeps, sessionId: string): Promise<DryRun> {
  await log.getSession({ sessionId });
  // most sessions never had a dry run: they are not read through for it
  const [first] = await log.read({ sessionId, limit: 1, types: ['holdfast.dry_run_recorded'] });
  const events = await readAll({ log }, sessionId, first ? dryRunEventTypes : modeEventTypes);
  const calls = foldDryRun(events);
  const hasOpen = calls.some((call) => call.state === 'recorded');
  const foreseen = hasOpen ? await harness.foresee(sessionId) : null;
  const data = calls.map((call) => ({
    tool_use_id: call.toolUseId,
    tool: call.tool,
    input: call.input,
    sentence: call.sentence,
    paths: [...call.paths],
    diff: [...call.diffs],
    recorded_at: call.recordedAt,
    state: call.state,
    replay_tool_use_id: call.replayId,
    foreseen: foreseen?.get(call.toolUseId) ?? null,
  }));
  return { mode: foldMode(events).mode, data };
}

async function readAll(
  { log }: Pick<ApiDeps, 'log'>,
  sessionId: string,
  types: readonly string[],
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (;;) {
    const afterSeq = events.at(-1)?.seq ?? 0;
    const more = await log.read({ sessionId, afterSeq, limit: 1000, types: [...types] });
    events.push(...more);
    if (more.length < 1000) return events;
  }
}

type Waiting = Awaited<ReturnType<ApiDeps['gate']['listQuestions']>>[number];

function planOnWire(question: Waiting): Plan[] {
  if (question.tool !== proposePlanName) return [];
  const input = proposePlanInput.safeParse(question.input);
  return [
    {
      tool_use_id: question.id,
      session_id: question.sessionId,
      session_title: question.sessionTitle ?? '',
      goal: input.success ? input.data.goal : '',
      steps: input.success ? input.data.steps : [],
      created_at: new Date(question.createdAt).toISOString(),
    },
  ];
}

function planEvents(toolUseId: string, answer: AnswerPlan, by: string): NewEvent[] {
  const note = answer.note?.trim() ? ` The owner says: ${answer.note.trim()}` : '';
  const result = (text: string, isError: boolean): NewEvent => ({
    type: 'user.custom_tool_result',
    custom_tool_use_id: toolUseId,
    content: [{ type: 'text', text }],
    is_error: isError,
  });
  if (answer.decision === 'reject')
    return [result(`The owner rejected the plan: do none of it.${note}`, true)];
  const steps = answer.steps.map((step, index) => `${index + 1}. ${JSON.stringify(step)}`).join('\n');
  return [
    { type: 'holdfast.plan_approved', tool_use_id: toolUseId, steps: answer.steps, by },
    result(
      `The owner approved this plan, as it stands here and no other:\n${steps}${note === '' ? '' : `\n${note.trim()}`}`,
      false,
    ),
  ];
}
