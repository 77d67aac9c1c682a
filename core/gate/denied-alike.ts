import { valuesOf } from './origins/call-values.ts';
import type { DeniedCall, SessionOrigins } from './origins/session-origins.ts';
import { normalise } from './origins/text.ts';

/**
 * Whether a call is one that the owner said no to since they last wrote: the same arguments in another spelling, or, where they said no without
 * a word, the same files of theirs with other contents. With a note they told the agent what to change, and the change is asked about.
 */
export function isDeniedAlike(
  { denied }: Pick<SessionOrigins, 'denied'>,
  call: { tool: string; input: Record<string, unknown>; paths: readonly string[] },
): boolean {
  return denied.some(
    (before) =>
      before.tool === call.tool && (hasSameValues(before, call.input) || hasSamePaths(before, call.paths)),
  );
}

function hasSameValues({ values }: DeniedCall, input: Record<string, unknown>): boolean {
  const now = valuesOf(input);
  if (now.length === 0) return values.size === 0;
  const names = new Set(now.map(({ argument }) => argument));
  return (
    names.size === values.size &&
    now.every(({ argument, value }) => values.get(argument)?.has(normalise(value)) === true)
  );
}

function hasSamePaths({ paths, hasNote }: DeniedCall, now: readonly string[]): boolean {
  return !hasNote && now.length > 0 && paths.length > 0 && now.every((path) => paths.includes(path));
}
