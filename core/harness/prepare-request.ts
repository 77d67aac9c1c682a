import { HoldfastError } from '../base/index.ts';
import {
  agentSafetyOf,
  blocksOf,
  buildRequest,
  type CharteredRequest,
  composeCharter,
  countAhead,
  createPicker,
  defaultLimits,
  foldView,
  indexBehind,
  proposeStep,
  type RequestFrame,
  staleSummaryOf,
  systemTokens,
  toMessages,
  toolTokens,
  wakeUpIn,
} from '../context/index.ts';
import type { SessionEvent, StoredEvent } from '../events/index.ts';
import { compact } from './compact.ts';
import { withModeNote } from './plan/index.ts';
import type { ChosenModel } from './ports.ts';
import { extractFor } from './studies.ts';
import type { Turn } from './turn.ts';
import { wakeUpWhereDue } from './wake-up.ts';

/** The palace is brought up to date whenever so many messages were said. */
const messagesBetweenFlushes = 15;
/** Clearing, one compaction, clearing behind it: more rounds than these mean that something is wrong. */
const mostRounds = 4;

/**
 * The next request of a session: records the charter it will carry, clears and compacts the view where that is due (each decision an
 * event of the log), and builds the request from the log. Throws `context_full` when nothing makes it fit, and what the model
 * throws while it summarises, where that is worth another try.
 */
export async function prepareRequest(
  turn: Turn,
  chosen: ChosenModel,
  readLog: () => Promise<readonly StoredEvent[]>,
): Promise<CharteredRequest> {
  const { ports, session } = turn;
  let frame = await frameOf(turn, chosen);
  await wakeUpWhereDue(turn, await readLog());
  await recordCharter(turn, frame, await readLog());
  if (isFlushDue(await readLog())) {
    await turn.commits.flush();
    await ports.beforeCompaction(session.id);
  }
  const limits = {
    ...defaultLimits,
    ...(chosen.windowTokens === undefined ? {} : { windowTokens: chosen.windowTokens }),
    ...ports.contextLimits,
  };
  for (let round = 0; round < mostRounds; round += 1) {
    const events = await readLog();
    frame = { ...frame, memory: wakeUpIn(events)?.event.memory ?? null };
    const view = foldView(events, await staleExtract(turn, events));
    await countAhead(blocksOf(view));
    const proposed = proposeStep({
      events,
      view,
      limits,
      maxTokens: chosen.maxTokens,
      fixedTokens: toolTokens(frame.tools) + systemTokens(buildRequest(frame, []).system),
      counter: turn.tokens,
      isOverflow: isOverflowPending(events),
    });
    // the thread that makes the extract reads what is committed
    if (proposed.kind === 'summarise') await turn.commits.flush();
    const step =
      proposed.kind === 'summarise'
        ? proposed.settle(await extractFor(turn, events, proposed.extractInput))
        : proposed;
    switch (step.kind) {
      case 'ready':
        return buildRequest(frame, toMessages(step.view));
      case 'clear':
        await turn.append([
          {
            type: 'holdfast.context_cleared',
            tool_use_ids: step.toolUseIds,
            tokens_before: step.tokensBefore,
            tokens_after: step.tokensAfter,
          },
        ]);
        break;
      case 'compact':
        await compact(turn, { chosen, frame, step, windowTokens: limits.windowTokens, events });
        await wakeUpWhereDue(turn, await readLog());
        break;
      case 'full':
        throw new HoldfastError(
          'context_full',
          `The newest part of this session takes about ${step.tokens} tokens, and the model has room for ${step.most}. A summary of the rest would not make it fit.`,
        );
    }
  }
  throw new HoldfastError('context_full', 'Shortening the session again and again did not make it fit.');
}

/** The extract that stands in the view for a summary whose words were forgotten; undefined as a rule. */
async function staleExtract(turn: Turn, events: readonly StoredEvent[]): Promise<string | undefined> {
  const stale = staleSummaryOf(events);
  return stale === null ? undefined : extractFor(turn, events, stale);
}

/** Everything of a request but the transcript. */
export async function frameOf(
  { ports, session, tools, mode }: Turn,
  chosen: ChosenModel,
): Promise<RequestFrame> {
  const charter = composeCharter({
    ownerRules: await ports.ownerRules(),
    agentSafety: agentSafetyOf(session.agent),
  });
  return {
    model: chosen.model,
    maxTokens: chosen.maxTokens,
    charter,
    agentSystem: typeof session.agent.system === 'string' ? session.agent.system : null,
    surroundings: withModeNote(await ports.surroundings(session), mode),
    tools: tools.declarations,
  };
}

async function recordCharter(
  turn: Turn,
  { charter }: RequestFrame,
  events: readonly StoredEvent[],
): Promise<void> {
  if (chartersIn(events).at(-1)?.event.sha256 === charter.sha256) return;
  await turn.append([{ type: 'holdfast.charter', version: charter.version, sha256: charter.sha256 }]);
}

const chartersIn = createPicker(['holdfast.charter']);
const messagesIn = createPicker(['user.message', 'agent.message']);
const startsIn = createPicker(['span.model_request_start']);

/** Whether the messages said since the request before have crossed a multiple of 15. */
export function isFlushDue(events: readonly StoredEvent[]): boolean {
  const messages = messagesIn(events);
  const start = startsIn(events).findLast(({ event }) => event.holdfast?.purpose === undefined);
  const before = start ? indexBehind(messages, start.seq) : 0;
  return Math.floor(messages.length / messagesBetweenFlushes) > Math.floor(before / messagesBetweenFlushes);
}

/** The model said that the request was too long, and nothing was shortened since. */
function isOverflowPending(events: readonly StoredEvent[]): boolean {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index]?.event;
    if (event?.type === 'holdfast.compaction' || event?.type === 'holdfast.context_cleared') return false;
    if (event && isAnswer(event)) return false;
    if (event && isOverflow(event)) return true;
  }
  return false;
}

/** Whether an overflow may be answered by a compaction: once since the last answer. */
export function mayCompactForOverflow(events: readonly StoredEvent[]): boolean {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index]?.event;
    if (event && isAnswer(event)) return true;
    if (event && isOverflow(event)) return false;
  }
  return true;
}

function isOverflow(event: SessionEvent): boolean {
  return event.type === 'session.error' && event.holdfast?.code === 'model_context_overflow';
}

function isAnswer(event: SessionEvent): boolean {
  return (
    event.type === 'span.model_request_end' &&
    event.is_error === false &&
    event.holdfast?.purpose === undefined
  );
}
