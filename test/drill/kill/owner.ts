import { z } from 'zod';
import { type Kind, kinds } from './script.ts';
import { allowance, type World } from './world.ts';

/** Sessions longer than this are left alone, so that checking them stays cheap. */
const longSeq = 220;

const accepted = z.object({ event: z.object({ id: z.string() }) });
const approvals = z.object({ data: z.array(z.object({ id: z.string(), input_hash: z.string() })) });
const questions = z.object({ data: z.array(z.object({ tool_use_id: z.string() })) });
/** A turn that ended, was spoken into or ran out of budget meanwhile: the answer comes too late, and nothing is wrong. */
const tooLate = z.object({
  error: z.object({
    details: z.object({
      error_code: z.enum(['approval_already_answered', 'question_not_found', 'budget_reached']),
    }),
  }),
});
const row = z.object({
  status: z.string(),
  paused: z.boolean(),
  stop_reason: z.object({ type: z.string(), event_ids: z.array(z.string()).optional() }).nullable(),
});
const budget = z.object({
  scopes: z.array(
    z.object({
      scope: z.string(),
      lines: z.array(z.object({ what: z.string(), limit: z.number().nullable() })),
    }),
  ),
});

/** What the owner of one session does. Whatever the house refuses without cause is said as a problem. */
export function createOwner(world: World, id: string) {
  const { options, dice, say, call } = world;
  // what a life is to die at has to come about in it
  const isFor = (boundary: string, kind: Kind) => (options.debugPoint?.includes(boundary) ? kind : null);
  const likely = isFor('compaction', 'long') ?? isFor('suspension', 'code');
  let count = 0;
  const complain = (what: string, status: number, answer: unknown) =>
    say(['problem', `${what} of ${id}: ${status} ${JSON.stringify(answer).slice(0, 300)}`]);
  const post = async (what: string, path: string, body?: unknown, mayRefuse: readonly number[] = []) => {
    const { isOk, status, answer } = await call('POST', `/sessions/${id}${path}`, body);
    if (!isOk && !mayRefuse.includes(status) && !tooLate.safeParse(answer).success)
      complain(what, status, answer);
    return isOk;
  };
  const look = async () => row.parse((await call('GET', `/sessions/${id}`)).answer);

  const speak = async (
    kind: Kind = likely !== null && dice.chance(0.7) ? likely : dice.pick(kinds),
  ): Promise<void> => {
    count += 1;
    const words = `${kind} #${options.life}-${id.slice(-5)}-${count}`;
    const content = kind === 'long' ? `${words} ${'something to read '.repeat(500)}` : words;
    const delivery = dice.pick(['next', 'next', 'queue', 'steer'] as const);
    const { isOk, status, answer } = await call('POST', `/sessions/${id}/messages`, { content, delivery });
    // a budget that ran out is raised when the log tells of it
    if (!isOk && tooLate.safeParse(answer).success) return;
    if (!isOk) return complain('message', status, answer);
    say(['queued', id, accepted.parse(answer).event.id]);
  };

  const answer = async (): Promise<void> => {
    const waiting = approvals.parse(
      (await call('GET', `/approvals?status=pending&session_id=${id}`)).answer,
    ).data;
    const isFine = (given: { isOk: boolean; answer: unknown }) =>
      given.isOk || tooLate.safeParse(given.answer).success;
    for (const approval of waiting) {
      // some stay open for a later life
      if (!options.isLast && dice.chance(0.1)) continue;
      const decision = dice.chance(0.2) ? 'deny' : 'allow_once';
      const body = { decision, input_hash: approval.input_hash };
      const given = await call('POST', `/approvals/${approval.id}`, body);
      if (!isFine(given)) complain('approval', given.status, given.answer);
    }
    for (const question of questions.parse((await call('GET', '/questions')).answer).data) {
      const { stop_reason: reason } = await look();
      if (!reason?.event_ids?.includes(question.tool_use_id)) continue;
      if (!options.isLast && dice.chance(0.1)) continue;
      const given = await call('POST', `/questions/${question.tool_use_id}`, { answer: 'that one' });
      if (!isFine(given)) complain('question', given.status, given.answer);
    }
  };

  /** After a rest: the next message, a retry, or the end of this session; false when it is over. */
  const goOn = async (seq: number): Promise<boolean> => {
    if (options.isLast) return !(await isAtRest());
    if (seq > longSeq) return !(await isAtRest());
    if (dice.chance(0.06)) {
      await post('retry', '/retry', undefined, [400, 409]);
      return true;
    }
    await speak();
    if (dice.chance(0.2)) await speak();
    return true;
  };

  const isAtRest = async (): Promise<boolean> => {
    for (;;) {
      // in this order: what waits no more has made the session run before its status is looked at
      const waiting = await world.holdfast.log.queued({ sessionId: id });
      const { status, stop_reason: reason, paused } = await look();
      if (status !== 'idle' || reason?.type === 'requires_action' || paused || waiting.length > 0)
        return false;
      // a retry or a raise that was just accepted has not said yet that the session runs
      if (!world.holdfast.harness.active().includes(id)) return true;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  /** Gives as much again; true when the session goes on by itself. */
  const raise = async (): Promise<boolean> => {
    const { scopes } = budget.parse((await call('GET', `/sessions/${id}/budget`)).answer);
    const lines = scopes.find(({ scope }) => scope === 'session')?.lines ?? [];
    const limits = Object.fromEntries(
      Object.entries(allowance).map(([what, more]) => [
        what,
        (lines.find((line) => line.what === what)?.limit ?? 0) + more,
      ]),
    );
    await post('raise', '/budget', { limits });
    return world.holdfast.harness.active().includes(id);
  };

  return {
    speak,
    answer,
    goOn,
    raise,
    async interrupt() {
      await post('interrupt', '/interrupt');
    },
    async pause() {
      await post('pause', '/pause');
    },
    /** Lets a pause last for a moment. */
    async resumeLater() {
      setTimeout(() => void post('resume', '/resume'), dice.unit() * 30);
    },
    /** Takes up a session of an earlier life: what is paused goes on, what rests is spoken to, what asks is answered. */
    async begin(onOver: () => void) {
      const { status, stop_reason: reason, paused } = await look();
      if (paused) await post('resume', '/resume');
      if (status === 'idle' && reason?.type === 'requires_action') return answer();
      if (status === 'idle' && reason?.type === 'budget_reached' && (await raise())) return;
      if (await isAtRest()) {
        if (options.isLast) onOver();
        else await speak();
      }
    },
  };
}
