import type { Verdict } from '../events/index.ts';
import type { Denied } from './denied.ts';
import type { CallPreview } from './labels.ts';
import { isCovered, type RuleMatch } from './match.ts';
import type { OriginVerdict } from './weigh.ts';

/** `auto`: where the owner would be asked, a model may judge whether the call clearly belongs to what they asked for (`judging.ts`). */
export type ToolPolicy = 'always_allow' | 'always_ask' | 'auto' | 'deny';

export interface DecideInput {
  tool: string;
  input: Record<string, unknown>;
  preview: CallPreview;
  /** What the agent's definition says, and what the owner set for the tool; null where nothing is said. */
  policies: readonly { source: 'agent' | 'owner'; policy: ToolPolicy | null }[];
  /** Rules of this session that are in force. */
  rules: readonly { id: string; tool: string; match: RuleMatch; text: string }[];
  /** What it is after what the owner said no to since their last message; null where they said no to nothing of the kind. */
  denied: Denied | null;
  /** Why the call is outside the plan the owner approved; null where it is inside, or there is none to keep to. */
  outsidePlan?: string | null;
  /** Why the call reaches too far to run unasked; null within the bounds. */
  tooFar?: string | null;
  /** What the origins of its values say; null where they have no say. */
  origins?: OriginVerdict | null;
}

/**
 * May this call happen? Pure: the same input gives the same verdict. The strictest voice wins: a denial, then the plan the owner
 * approved, then a rule they made for this session, then "always ask", then what the tool itself says of the call. What the origins of
 * its values block stays blocked whatever the others say; what they question is never let through by a rule. Never throws.
 */
export function decide(input: DecideInput): Verdict {
  const saying = (policy: ToolPolicy) => input.policies.find((entry) => entry.policy === policy);
  const denying = saying('deny');
  if (denying) return verdict('deny', `policy:${denying.source}`, 'This tool is switched off.');
  if (input.denied === 'same')
    return verdict(
      'deny',
      'owner',
      'The owner denied this call. Do not try it again, in whatever words, unless they ask for it.',
    );

  const origins = withDenials(input);
  if (origins?.decision === 'block')
    return verdict(
      'deny',
      origins.rule,
      `${origins.reason} Only the owner can lift this, by changing what the task may do.`,
    );
  const answer = withoutOrigins(input);
  // a rule of longer life knows nothing of whom only others' text names
  if (origins?.decision === 'ask' && answer.decision === 'allow' && isAboutTarget(origins))
    return verdict('ask', origins.rule, origins.reason);
  if (origins?.decision === 'ask' && answer.decision === 'ask' && answer.rule === 'default')
    return verdict('ask', origins.rule, origins.reason);
  if (origins?.decision === 'allow' && answer.decision === 'ask' && answer.rule === 'default')
    return verdict('allow', origins.rule, origins.reason);
  return answer;
}

/** What origins say of the call, once a no to another one for its target has had its say. A block stands as it is. */
function withDenials({ denied, origins = null }: DecideInput): OriginVerdict | null {
  if (origins === null || origins.decision === 'block' || denied === null || denied === 'same')
    return origins;
  if (denied === 'doubtful')
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

function isAboutTarget({ rule }: OriginVerdict): boolean {
  return ['origin:target', 'origin:amount', 'origin:denied_before', 'origin:error'].includes(rule);
}

function withoutOrigins(input: DecideInput): Verdict {
  const saying = (policy: ToolPolicy) => input.policies.find((entry) => entry.policy === policy);
  // a plan only narrows: what is outside asks although a rule would allow it, what is inside goes on below
  if (input.outsidePlan) return verdict('ask', 'plan', input.outsidePlan);

  // no rule of longer life and no policy is a word on this many files
  if (input.tooFar) return verdict('ask', 'blast_radius', input.tooFar);

  // nothing brings it back: no rule and no policy is the owner's word on these very words
  if (input.preview.effect === 'destructive' && input.preview.target === 'memory')
    return verdict('ask', 'floor:forget', 'What is forgotten cannot be brought back.');

  const rule = input.rules.find(
    (candidate) =>
      candidate.tool === input.tool && isCovered(candidate.match, input.input, input.preview.paths),
  );
  if (rule) return verdict('allow', `rule:${rule.id}`, rule.text);

  const asking = saying('always_ask');
  if (asking) return verdict('ask', `policy:${asking.source}`, 'This tool always asks.');
  const because = input.preview.asksBecause[0];
  if (because === undefined) return verdict('allow', 'default', 'It touches nothing outside the session.');
  const allowing = saying('always_allow');
  if (allowing) return verdict('allow', `policy:${allowing.source}`, 'This tool is always allowed.');
  return verdict('ask', 'default', because);
}

function verdict(decision: Verdict['decision'], rule: string, reason: string): Verdict {
  return { decision, rule, reason };
}
