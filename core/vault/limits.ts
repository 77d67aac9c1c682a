import { HoldfastError } from '../base/index.ts';

/** What a request may take, per hop. Streams that go on are not cut: only silence, the whole of a bounded request, and size are. */
export interface EgressLimits {
  /** Until the connection stands, the handshake included. */
  connectMs: number;
  /** From the connection until the first byte of the answer. Local models read the whole prompt before it. */
  firstByteMs: number;
  /** Longest silence within an answer. */
  idleMs: number;
  /** From the beginning to the end; null: as long as it goes on. */
  totalMs: number | null;
  /** Largest answer, unpacked. */
  responseBytes: number;
}

export const defaultLimits: EgressLimits = {
  connectMs: 15_000,
  firstByteMs: 300_000,
  idleMs: 180_000,
  totalMs: 900_000,
  responseBytes: 256 * 1024 * 1024,
};

/** Requests at once, in all and of one session; more wait in line, and beyond that line they are refused. */
const mostAtOnce = 128;
const mostAtOnceOfOne = 32;
const mostWaiting = 2000;

export interface Turnstile {
  /** Resolves when there is room; what it gives must be called when the request is over. Rejects with `egress_busy`, or the signal's reason. */
  enter(session: string, signal?: AbortSignal): Promise<() => void>;
}

/** Bounds how many requests are under way, so that a hundred thousand at once cost memory for a few thousand. */
export function createTurnstile(
  most = { atOnce: mostAtOnce, ofOne: mostAtOnceOfOne, waiting: mostWaiting },
): Turnstile {
  let inside = 0;
  const insideOf = new Map<string, number>();
  const waiting = new Map<object, { session: string; go: () => void }>();
  const hasRoom = (session: string) => inside < most.atOnce && (insideOf.get(session) ?? 0) < most.ofOne;

  const admit = (session: string) => {
    inside += 1;
    insideOf.set(session, (insideOf.get(session) ?? 0) + 1);
    let isOut = false;
    return () => {
      if (isOut) return;
      isOut = true;
      inside -= 1;
      const left = (insideOf.get(session) ?? 1) - 1;
      if (left === 0) insideOf.delete(session);
      else insideOf.set(session, left);
      for (const [key, next] of waiting) {
        if (!hasRoom(next.session)) continue;
        waiting.delete(key);
        next.go();
        break;
      }
    };
  };

  return {
    async enter(session, signal) {
      signal?.throwIfAborted();
      if (hasRoom(session)) return admit(session);
      if (waiting.size >= most.waiting)
        throw new HoldfastError('egress_busy', `More than ${most.waiting} requests are waiting to leave.`);
      return new Promise((resolve, reject) => {
        const key = {};
        const onAbort = () => {
          waiting.delete(key);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        waiting.set(key, {
          session,
          go: () => {
            signal?.removeEventListener('abort', onAbort);
            resolve(admit(session));
          },
        });
      });
    },
  };
}
