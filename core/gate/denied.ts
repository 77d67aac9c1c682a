import type { GrantableTool } from './grants/tool-words.ts';
import type { DeniedCall } from './origins/session-origins.ts';
import { normalise, wordsOf } from './origins/text.ts';
import type { ValueTrace } from './origins/trace.ts';
import { severeEffects } from './standing.ts';
import type { OriginVerdict } from './weigh.ts';

/** As often as this the owner may say no to calls for one target before no more of them are asked about. */
const mostDenials = 2;
/** The share of a call's words that makes it the denied one in other words. */
const alikeFrom = 0.5;

/**
 * What an owner's no means for a later call of the same tool for the same target, until they write again. It blocks what is grave, what
 * others named, what says nearly the same, and everything from the second no on; something else for somebody whom the owner named is asked
 * about, whatever grants there are. The verdict as it is where no such call was denied.
 */
export function afterDenials(
  denied: readonly DeniedCall[],
  { name, labels }: GrantableTool,
  traces: readonly ValueTrace[],
  verdict: OriginVerdict,
): OriginVerdict {
  if (denied.length === 0) return verdict;
  const isTarget = ({ argument }: ValueTrace) =>
    labels.sinks.includes('*') || labels.sinks.includes(argument);
  const targets = traces.filter(isTarget);
  if (targets.length === 0) return verdict;
  const same = denied.filter(
    (call) =>
      call.tool === name &&
      targets.every(({ argument, value }) => call.values.get(argument)?.has(normalise(value))),
  );
  if (same.length === 0 || verdict.decision === 'block') return verdict;
  const content = new Set(
    traces.filter((trace) => !isTarget(trace)).flatMap(({ value }) => wordsOf(normalise(value))),
  );
  const isHeld =
    same.length >= mostDenials ||
    severeEffects.has(labels.effect) ||
    targets.some(({ origin }) => origin !== 'owner' && origin !== 'trusted') ||
    same.some((call) => isAlike(content, call));
  if (!isHeld)
    return {
      decision: 'ask',
      rule: 'origin:denied_before',
      reason: 'You said no to another call for the same target.',
    };
  return {
    decision: 'block',
    rule: 'block:denied_before',
    reason:
      'The owner denied this for the same target. Do not try it again in other words unless they ask for it.',
  };
}

function isAlike(content: ReadonlySet<string>, { values }: DeniedCall): boolean {
  const before = new Set([...values.values()].flatMap((each) => [...each].flatMap(wordsOf)));
  const shared = [...content].filter((word) => before.has(word)).length;
  return content.size === 0 || shared / content.size >= alikeFrom;
}
