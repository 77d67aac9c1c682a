import { type GuestFailure, GuestMemoryError, type Reached } from './engine.ts';
import type { RunLimits } from './limits.ts';
import type { GuestOutcome } from './messages.ts';
import { positionOf, type SourceMapping, toUserStack } from './stack-trace.ts';

/** Why the host itself ended a run. */
export type StopReason = 'timeout' | 'output_limit' | 'host_calls' | 'diverged';

/** What the model is told when a limit ended the run. */
export function stopOutcome(reason: StopReason, limits: RunLimits): GuestOutcome {
  const messages: Record<StopReason, string> = {
    timeout: `The code ran longer than its limit of ${limits.timeMs} ms and was stopped.`,
    output_limit: `The code printed more than its limit of ${limits.outputBytes} bytes and was stopped.`,
    diverged: 'It went another way.',
    host_calls: `The code made more tool calls than its limit (${limits.hostCalls} in all, ${limits.pendingCalls} at a time) and was stopped.`,
  };
  return { ok: false, reason, message: messages[reason] };
}

const outOfMemory = {
  ok: false,
  reason: 'memory',
  message: 'The code needed more memory than the sandbox allows.',
} as const;

/** What V8 says of a stack that is full. */
export const hostStackOverflow = 'Maximum call stack size exceeded';

/** What the model is told when the engine threw in the host. Where memory runs out, an engine may fail in any way. */
export function hostFailure(caught: unknown, reached: Reached): GuestOutcome {
  if (caught instanceof RangeError && caught.message === hostStackOverflow)
    return { ok: false, reason: 'stack', message: 'The code nested deeper than the sandbox allows.' };
  if (caught instanceof GuestMemoryError || reached.memory) return outOfMemory;
  const detail = caught instanceof Error ? caught.message.split('\n')[0] : 'unknown';
  return { ok: false, reason: 'crashed', message: `The sandbox failed and was replaced: ${detail}` };
}

export interface FailureContext {
  /** The failure came from compiling the task's code, not from running it. */
  isCompiling: boolean;
  /** The limits that the run reached, as the host knows them: what an error says of itself is the code's to choose. */
  reached: Reached;
  mapping: SourceMapping;
  code: string;
}

/** Turns what a guest error says of itself into the result, in the coordinates of the code as it was given. */
export function describeFailure(failure: GuestFailure, context: FailureContext): GuestOutcome {
  const message = `${failure.name}: ${failure.message}`;
  const stack = toUserStack(failure.stack, context.mapping);
  // at a full memory there may be no room for the error's own words
  const saysOutOfMemory =
    failure.name === 'InternalError' && (failure.message === 'out of memory' || failure.message === '');
  if (context.reached.memory && (saysOutOfMemory || failure.isEmpty)) return { ...outOfMemory, stack };
  if (context.reached.stack && saysStackOverflow(failure)) {
    return {
      ok: false,
      reason: 'stack',
      message: 'The code recursed deeper than the sandbox allows.',
      stack,
    };
  }
  if (!context.isCompiling || failure.name !== 'SyntaxError') {
    return {
      ok: false,
      reason: 'error',
      message: failure.isEmpty ? `Uncaught ${failure.message}` : message,
      stack,
    };
  }
  const position = positionOf(stack);
  const hint = /^\s*(import|export)\b(?!\s*\()/m.test(context.code)
    ? ' Static import and export are not available here.'
    : '';
  const where = position ? ` (line ${position.line}, column ${position.column})` : '';
  return { ok: false, reason: 'syntax', message: `${message}${where}${hint}`, stack, ...position };
}

function saysStackOverflow({ name, message }: GuestFailure): boolean {
  return (
    (name === 'InternalError' && message === 'stack overflow') ||
    (name === 'RangeError' && message === hostStackOverflow)
  );
}
