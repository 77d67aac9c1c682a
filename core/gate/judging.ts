import type { Verdict } from '../events/index.ts';
import type { ToolPolicy } from './decide.ts';
import type { CallPreview, Effect, ToolLabels } from './labels.ts';
import type { ShownTarget } from './weigh-call.ts';

/** What may be judged by a model at all: the rest is the owner's, whatever a judge would say. */
const judgedEffects: ReadonlySet<Effect> = new Set(['local', 'egress']);
/** Asked because nobody said anything, not because something spoke against it. */
const judgedRules: ReadonlySet<string> = new Set(['default', 'origin:no_grant']);

export interface JudgingInput {
  verdict: Verdict;
  preview: CallPreview;
  labels: Pick<ToolLabels, 'effect'> | undefined;
  policies: readonly { source: 'agent' | 'owner'; policy: ToolPolicy | null }[];
  /** Whom or what the call is for, where origins have a say; null where they have none. */
  targets: readonly ShownTarget[] | null;
}

/**
 * Whether a model may turn this ask into an allow. Pure. Only where the policy of the tool is `auto`, the call can be taken back, it moves no
 * money, changes no account, destroys nothing and runs no program, and the owner's own words name every target. A denial or a block is none
 * of a judge's business, and neither is what asks for another reason: a secret, a plan, too many files, what others wrote.
 */
export function mayBeJudged({ verdict, preview, labels, policies, targets }: JudgingInput): boolean {
  const isAuto = policies.some(({ policy }) => policy === 'auto');
  if (!isAuto || policies.some(({ policy }) => policy === 'always_ask' || policy === 'deny')) return false;
  if (verdict.decision !== 'ask' || !judgedRules.has(verdict.rule)) return false;
  if (preview.reversibility !== 'reversible' || !judgedEffects.has(preview.effect)) return false;
  if (labels && !judgedEffects.has(labels.effect) && labels.effect !== 'none') return false;
  if (preview.target === 'network')
    return (
      targets !== null &&
      targets.length > 0 &&
      targets.every(({ standing, origin }) => standing === 'named' && origin === 'owner')
    );
  return preview.target === 'folder' && preview.paths.length > 0;
}
