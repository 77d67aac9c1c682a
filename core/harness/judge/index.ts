import { createPicker } from '../../context/index.ts';
import type { NewEvent, StoredEvent } from '../../events/index.ts';
import { isModelError } from '../../model/index.ts';
import { StreamBroken, streamAnswer } from '../answer.ts';
import { BudgetReached, type OpenRequest, openRequest } from '../budget/open-request.ts';
import { frameOf } from '../prepare-request.ts';
import { isStorageError } from '../storage.ts';
import type { Turn } from '../turn.ts';
import { readJudgeAnswer } from './answer.ts';
import type { JudgeFacts } from './facts.ts';
import { judgeRequest } from './request.ts';

/** How often a model is asked since the owner's last message. */
const mostJudged = 20;
const longestMs = 20_000;

type Judged = NewEvent & { type: 'holdfast.judged' };

/**
 * Asks a model whether a call clearly belongs to what the owner asked for. The answer may only turn an ask into an allow; whatever goes wrong is an
 * ask: no budget, no answer in time, a failure, an answer in another form. Weighed by the budgets like every request. Throws only when the turn is
 * stopped or the disk takes nothing.
 */
export async function judge(
  turn: Turn,
  toolUseId: string,
  facts: JudgeFacts,
  events: readonly StoredEvent[],
): Promise<Judged> {
  const { ports, session } = turn;
  const ask = (why: Judged['why'], model: string | null = null): Judged => ({
    type: 'holdfast.judged',
    tool_use_id: toolUseId,
    decision: 'ask',
    why,
    model,
  });
  if (judgedSinceOwner(events) >= mostJudged) return ask('too_often');
  const chosen = await ports.model(session);
  if (!chosen) return ask('failed');
  const { model, provider } = chosen;
  const late = new AbortController();
  const watch = new AbortController();
  let open: OpenRequest | null = null;
  try {
    const request = judgeRequest(await frameOf(turn, chosen), facts);
    const spanId = ports.runtime.ids.next('sevt');
    open = await openRequest(turn, { spanId, purpose: 'judge', provider, request, before: [] });
    ports.runtime.clock.sleep(longestMs, watch.signal).then(
      () => late.abort(new Error('the judge took too long')),
      () => {
        // it answered first
      },
    );
    const answer = await streamAnswer({
      provider: open.provider,
      request: open.request,
      signal: AbortSignal.any([open.signal, late.signal]),
      runtime: ports.runtime,
      publish: () => {},
    });
    const end = open.end({ isError: false, stopReason: answer.stopReason });
    await turn.append([end]);
    const judged = readJudgeAnswer(answer);
    if (!judged) return { ...ask('malformed', model), usage: end.model_usage };
    return { ...ask('answered', model), ...judged, usage: end.model_usage };
  } catch (caught) {
    if (caught instanceof BudgetReached) return ask('budget', model);
    const cause = caught instanceof StreamBroken ? caught.cause : caught;
    if (open !== null && caught instanceof StreamBroken)
      await turn.append([open.end({ isError: true, cause })]);
    if (turn.signal.aborted || isStorageError(cause)) throw cause;
    if (!late.signal.aborted && !isModelError(cause)) ports.logger.error('asking the judge', cause);
    return ask(late.signal.aborted ? 'late' : 'failed', model);
  } finally {
    watch.abort();
    open?.close();
  }
}

const judgedOrSaid = createPicker(['holdfast.judged', 'user.message']);

function judgedSinceOwner(events: readonly StoredEvent[]): number {
  const picked = judgedOrSaid(events);
  const last = picked.findLastIndex(({ event }) => event.type === 'user.message');
  return picked.length - last - 1;
}
