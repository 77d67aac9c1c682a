import { z } from 'zod';
import type { StoredEvent } from '../../../core/events/index.ts';
import type { Holdfast } from '../../../core/holdfast.ts';
import type { ChildLine, ChildOptions } from './protocol.ts';
import type { Dice } from './random.ts';
import { type Kind, kinds } from './script.ts';

export interface World {
  holdfast: Holdfast;
  options: ChildOptions;
  dice: Dice;
  say(line: ChildLine): void;
  call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ isOk: boolean; status: number; answer: unknown }>;
}

/** Sessions longer than this are left alone, so that checking them stays cheap. */
const longSeq = 220;

const created = z.object({ id: z.string() });
const accepted = z.object({ event: z.object({ id: z.string() }) });
const approvals = z.object({ data: z.array(z.object({ id: z.string(), input_hash: z.string() })) });
const questions = z.object({ data: z.array(z.object({ tool_use_id: z.string() })) });
const row = z.object({ status: z.string(), stop_reason: z.object({ type: z.string() }).nullable() });

/**
 * Plays the owner of one session, event by event: acknowledges what the log echoes, answers what asks, sends the next message
 * when it rests, and now and then interrupts, retries, or talks into a turn. `session` null: makes one. Resolves when the
 * session is not driven any more.
 */
export async function driveSession(
  world: World,
  session: { id: string; afterSeq: number } | null,
): Promise<void> {
  const { options, dice, say, holdfast } = world;
  const id = session?.id ?? (await newSession(world));
  const owner = createOwner(world, id);
  const stop = new AbortController();
  const act = async (stored: StoredEvent) => {
    const { event, seq } = stored;
    if (event.type === 'session.status_idle') {
      if (event.stop_reason.type === 'requires_action') return owner.answer();
      if (await owner.goOn(seq)) return;
      stop.abort();
    }
    if (options.isLast) return;
    if (event.type === 'holdfast.tool_intent' && dice.chance(0.04)) return owner.interrupt();
    if (event.type === 'span.model_request_start' && dice.chance(0.08)) return owner.speak();
  };
  if (session !== null) await owner.begin(() => stop.abort());
  // what was acknowledged in an earlier life is not said again
  for await (const stored of holdfast.log.follow(id, session?.afterSeq ?? 0, stop.signal)) {
    say(['stored', id, stored.seq, stored.event.id]);
    await act(stored);
  }
  say(['retired', id]);
}

async function newSession(world: World): Promise<string> {
  const made = await world.call('POST', '/sessions', {
    folders: [{ path: world.options.folder, access: 'read_write' }],
  });
  const { id } = created.parse(made.answer);
  world.say(['session', id]);
  const owner = createOwner(world, id);
  await owner.speak();
  return id;
}

function createOwner(world: World, id: string) {
  const { options, dice, say, call } = world;
  let count = 0;
  const complain = (what: string, status: number, answer: unknown) =>
    say(['problem', `${what} of ${id}: ${status} ${JSON.stringify(answer).slice(0, 300)}`]);

  const speak = async (kind: Kind = dice.pick(kinds)): Promise<void> => {
    count += 1;
    const content = `${kind} #${options.life}-${id.slice(-5)}-${count}`;
    const { isOk, status, answer } = await call('POST', `/sessions/${id}/messages`, { content });
    if (!isOk) return complain('message', status, answer);
    say(['queued', id, accepted.parse(answer).event.id]);
  };

  const answer = async (): Promise<void> => {
    const waiting = approvals.parse(
      (await call('GET', `/approvals?status=pending&session_id=${id}`)).answer,
    ).data;
    for (const approval of waiting) {
      // some stay open for a later life
      if (!options.isLast && dice.chance(0.1)) continue;
      const decision = dice.chance(0.2) ? 'deny' : 'allow_once';
      const body = { decision, input_hash: approval.input_hash };
      const given = await call('POST', `/approvals/${approval.id}`, body);
      // an interrupt may have been faster: then it is void, and that is right
      if (!given.isOk && given.status !== 409) complain('approval', given.status, given.answer);
    }
    for (const question of questions.parse((await call('GET', '/questions')).answer).data) {
      const own = await call('GET', `/sessions/${id}`);
      const { stop_reason: reason } = z
        .object({
          stop_reason: z.object({ type: z.string(), event_ids: z.array(z.string()).optional() }).nullable(),
        })
        .parse(own.answer);
      if (!reason?.event_ids?.includes(question.tool_use_id)) continue;
      if (!options.isLast && dice.chance(0.1)) continue;
      const given = await call('POST', `/questions/${question.tool_use_id}`, { answer: 'that one' });
      if (!given.isOk && given.status !== 409 && given.status !== 404)
        complain('question', given.status, given.answer);
    }
  };

  /** After a rest: the next message, a retry, or the end of this session; false when it is over. */
  const goOn = async (seq: number): Promise<boolean> => {
    if (options.isLast) return !(await isAtRest());
    if (seq > longSeq) return !(await isAtRest());
    if (dice.chance(0.06)) {
      const { isOk, status, answer } = await call('POST', `/sessions/${id}/retry`);
      if (!isOk && status !== 409 && status !== 400) complain('retry', status, answer);
      return true;
    }
    await speak();
    if (dice.chance(0.2)) await speak();
    return true;
  };

  const isAtRest = async (): Promise<boolean> => {
    const { status, stop_reason: reason } = row.parse((await call('GET', `/sessions/${id}`)).answer);
    const waiting = await world.holdfast.log.queued({ sessionId: id });
    return status === 'idle' && reason?.type !== 'requires_action' && waiting.length === 0;
  };

  return {
    speak,
    answer,
    goOn,
    async interrupt() {
      const { isOk, status, answer: said } = await call('POST', `/sessions/${id}/interrupt`);
      if (!isOk) complain('interrupt', status, said);
    },
    /** Takes up a session of an earlier life: what rests is spoken to, what asks is answered. */
    async begin(onOver: () => void) {
      const { status, stop_reason: reason } = row.parse((await call('GET', `/sessions/${id}`)).answer);
      if (status === 'idle' && reason?.type === 'requires_action') return answer();
      if (await isAtRest()) {
        if (options.isLast) onOver();
        else await speak();
      }
    },
  };
}
