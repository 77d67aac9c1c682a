import { HoldfastError } from '../base/index.ts';
import { cleanFromGuest } from './boundary.ts';
import type { RunLimits } from './limits.ts';
import type { RecordedCall } from './run-record.ts';

/** One call as the function that answers it sees it. */
export interface HostCall {
  /** Under what the function can find the call again: of a call that was made before the run was suspended. */
  readonly reference: string | undefined;
  /** It had been answered then: it is only looked up. */
  readonly isAnswered: boolean;
  /** Names the reference, so that the answer need not be kept in the record. */
  refer(reference: string): void;
  /** Says that nothing happens until somebody answers, or that this is over. */
  setWaiting(isWaiting: boolean): void;
}

/** `argsJson` is checked JSON; the answer is JSON text. A rejection becomes an error the guest can catch: only name and message cross. */
export type HostFunction = (argsJson: string, signal: AbortSignal, call: HostCall) => Promise<string>;
export type HostFunctions = Readonly<Record<string, HostFunction>>;

export interface HostCalls {
  /** `known`: what the record of an earlier try says of it. */
  call(callId: number, name: string, json: string, known?: RecordedCall): void;
  count(): number;
  /** Calls of an earlier try that had no answer, and new ones, begin only now. */
  release(): void;
  /** Whether every call that has begun waits for somebody, and there is one. */
  isWaiting(): boolean;
}

export interface HostCallsOptions {
  functions: HostFunctions;
  limits: RunLimits;
  signal: AbortSignal;
  /** Nothing but recorded answers until `release`. */
  isHeld: boolean;
  settle(callId: number, isError: boolean, json: string): void;
  referTo(callId: number, reference: string): void;
  /** `isWaiting()` may be another one now. */
  onWaiting(): void;
}

interface Pending {
  callId: number;
  name: string;
  json: string;
  known: RecordedCall | undefined;
}

/** Runs the guest's host calls, at most `concurrentCalls` at a time and in order of arrival; every call is answered once (R2, R11). */
export function createHostCalls(options: HostCallsOptions): HostCalls {
  const { functions, limits, signal, settle } = options;
  const queue: Pending[] = [];
  const waiting = new Set<number>();
  let isHeld = options.isHeld;
  let running = 0;
  let count = 0;

  const answer = async ({ callId, name, json, known }: Pending): Promise<string> => {
    const run = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (!run) throw new HoldfastError('tool_unknown', `there is no tool ${name}`);
    const label = name.startsWith('#') ? name.slice(1) : `tools.${name}`;
    const cleaned = cleanFromGuest(json, { maxBytes: limits.messageBytes, maxDepth: limits.valueDepth });
    if (!cleaned.ok) throw new HoldfastError('invalid_request', `${label}: the input is ${cleaned.problem}`);
    const result = await run(cleaned.json, signal, {
      reference: known?.reference,
      isAnswered: known?.answer !== undefined,
      refer: (reference) => options.referTo(callId, reference),
      setWaiting(isWaiting) {
        if (isWaiting) waiting.add(callId);
        else waiting.delete(callId);
        options.onWaiting();
      },
    });
    if (Buffer.byteLength(result) > limits.messageBytes) {
      throw new HoldfastError(
        'too_large',
        `${label}: the answer is larger than ${limits.messageBytes} bytes`,
      );
    }
    return result;
  };

  const begin = (call: Pending, slots: number) => {
    running += slots;
    const end = (isError: boolean, json: string) => {
      waiting.delete(call.callId);
      running -= slots;
      if (signal.aborted) return;
      settle(call.callId, isError, json);
      next();
    };
    answer(call).then(
      (json) => end(false, json),
      (caught: unknown) => end(true, JSON.stringify(errorForGuest(caught))),
    );
  };

  const next = () => {
    const call = !isHeld && running < limits.concurrentCalls && !signal.aborted ? queue.shift() : undefined;
    if (call) begin(call, 1);
  };

  return {
    call(callId, name, json, known) {
      count += 1;
      const call = { callId, name, json, known };
      if (known?.answer?.json !== undefined) settle(callId, known.answer.isError, known.answer.json);
      else if (known?.answer) begin(call, 0);
      else {
        queue.push(call);
        next();
      }
    },
    count: () => count,
    release() {
      isHeld = false;
      // as many as may work at the same time
      for (let begun = running; begun < limits.concurrentCalls && queue.length > 0; begun += 1) next();
    },
    isWaiting: () => running > 0 && waiting.size === running,
  };
}

// no stack, no code, no cause: those are the host's
function errorForGuest(caught: unknown): { name: string; message: string } {
  const message = caught instanceof Error ? caught.message : 'the call failed';
  return { name: 'ToolError', message: message.slice(0, 8192) };
}
