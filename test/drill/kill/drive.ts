import { z } from 'zod';
import type { StoredEvent } from '../../../core/events/index.ts';
import { createOwner } from './owner.ts';
import { allowance, type World } from './world.ts';

/** Forks beyond this many are left alone. */
const mostForks = 2;

const created = z.object({ id: z.string() });

/**
 * Plays the owner of one session, event by event: acknowledges what the log echoes, answers what asks, sends the next message
 * when it rests, and now and then interrupts, retries, pauses, forks, or talks into a turn. `session` null: makes one. Resolves
 * when the session is not driven any more.
 */
export async function driveSession(
  world: World,
  session: { id: string; afterSeq: number } | null,
): Promise<void> {
  const { options, dice, say, holdfast } = world;
  const id = session?.id ?? (await newSession(world));
  const owner = createOwner(world, id);
  const stop = new AbortController();
  const isToFork = () => !options.isLast && dice.chance(options.debugPoint?.includes('spawn') ? 0.8 : 0.04);
  const act = async (stored: StoredEvent) => {
    const { event, seq } = stored;
    if (event.type === 'session.status_idle') {
      if (isToFork()) await fork(world, id, seq);
      if (event.stop_reason.type === 'requires_action') return owner.answer();
      if (event.stop_reason.type === 'budget_reached' && (await owner.raise())) return;
      if (await owner.goOn(seq)) return;
      stop.abort();
    }
    if (event.type === 'holdfast.paused') return owner.resumeLater();
    if (options.isLast) return;
    if (event.type === 'holdfast.tool_intent' && dice.chance(0.04)) return owner.interrupt();
    if (event.type === 'holdfast.tool_intent' && dice.chance(0.03)) return owner.pause();
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
  await world.call('POST', `/sessions/${id}/budget`, { limits: allowance });
  await createOwner(world, id).speak();
  return id;
}

// at any position: also in the middle of a turn, of a call, of a question
async function fork(world: World, id: string, seq: number): Promise<void> {
  const { dice, call, say } = world;
  const at = dice.chance(0.3) ? seq : 1 + Math.floor(dice.unit() * seq);
  const { isOk, status, answer } = await call('POST', `/sessions/${id}/fork`, { seq: at });
  if (!isOk) return say(['problem', `fork of ${id} at ${at}: ${status} ${JSON.stringify(answer)}`]);
  const made = created.parse(answer);
  say(['session', made.id]);
  if (world.also.length < mostForks) world.also.push(driveSession(world, { id: made.id, afterSeq: 0 }));
  else say(['retired', made.id]);
}
