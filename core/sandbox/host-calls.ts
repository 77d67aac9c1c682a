import { HoldfastError } from '../base/index.ts';
import { cleanFromGuest } from './boundary.ts';
import type { RunLimits } from './limits.ts';

/** `argsJson` is checked JSON; the answer is JSON text. A rejection becomes an error the guest can catch: only name and message cross. */
export type HostFunction = (argsJson: string, signal: AbortSignal) => Promise<string>;
export type HostFunctions = Readonly<Record<string, HostFunction>>;

export interface HostCalls {
  call(callId: number, name: string, json: string): void;
  count(): number;
}

/** Runs the guest's host calls, at most `concurrentCalls` at a time and in order of arrival; every call is answered once (R2, R11). */
export function createHostCalls(
  functions: HostFunctions,
  limits: RunLimits,
  signal: AbortSignal,
  settle: (callId: number, isError: boolean, json: string) => void,
): HostCalls {
  const waiting: { callId: number; name: string; json: string }[] = [];
  let running = 0;
  let count = 0;

  const answer = async (name: string, json: string): Promise<string> => {
    const run = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (!run) throw new HoldfastError('tool_unknown', `there is no tool ${name}`);
    const label = name.startsWith('#') ? name.slice(1) : `tools.${name}`;
    const cleaned = cleanFromGuest(json, { maxBytes: limits.messageBytes, maxDepth: limits.valueDepth });
    if (!cleaned.ok) throw new HoldfastError('invalid_request', `${label}: the input is ${cleaned.problem}`);
    const result = await run(cleaned.json, signal);
    if (Buffer.byteLength(result) > limits.messageBytes) {
      throw new HoldfastError(
        'too_large',
        `${label}: the answer is larger than ${limits.messageBytes} bytes`,
      );
    }
    return result;
  };

  const next = () => {
    const call = running < limits.concurrentCalls && !signal.aborted ? waiting.shift() : undefined;
    if (!call) return;
    running += 1;
    const done = (isError: boolean, json: string) => {
      running -= 1;
      if (signal.aborted) return;
      settle(call.callId, isError, json);
      next();
    };
    answer(call.name, call.json).then(
      (json) => done(false, json),
      (caught: unknown) => done(true, JSON.stringify(errorForGuest(caught))),
    );
  };

  return {
    call(callId, name, json) {
      count += 1;
      waiting.push({ callId, name, json });
      next();
    },
    count: () => count,
  };
}

// no stack, no code, no cause: those are the host's
function errorForGuest(caught: unknown): { name: string; message: string } {
  const message = caught instanceof Error ? caught.message : 'the call failed';
  return { name: 'ToolError', message: message.slice(0, 8192) };
}
