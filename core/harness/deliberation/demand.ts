import type { Verdict } from '../../events/index.ts';
import type { CallPreview } from '../../gate/index.ts';
import { askUserName, errorOutcome, type ToolOutcome } from '../../tools/index.ts';
import { hasDeliberated, type Said } from './inputs.ts';
import { ownerWords, unnamedTargets } from './owner-words.ts';

const graveEffects: readonly CallPreview['effect'][] = [
  'destructive',
  'money',
  'account',
  'exec',
  'physical',
];

/** Whether a call has to be thought over: it cannot be undone, or it is grave and would not run by itself. */
export function isGrave(
  preview: Pick<CallPreview, 'effect' | 'reversibility' | 'asksBecause'>,
  verdict: Verdict,
): boolean {
  if (preview.reversibility === 'irreversible') return true;
  const wouldAsk = verdict.decision !== 'allow' || preview.asksBecause.length > 0;
  return wouldAsk && graveEffects.includes(preview.effect);
}

/**
 * Why a grave call is not run yet, for the model to read, or null. First the thought since the last input, then, where the owner has
 * not named what the call is aimed at, their answer. Silence is no.
 */
export function deliberationOwed(said: Said, targets: readonly string[]): ToolOutcome | null {
  const hasThought = hasDeliberated(said);
  const unnamed = unnamedTargets(ownerWords(said.events), targets);
  if (hasThought && unnamed.length === 0) return null;
  const parts = ['Not run, and the owner was not asked: this cannot be undone, or is grave.'];
  if (!hasThought)
    parts.push(
      `${said.hasThink ? 'Call think first, and weigh' : 'First write down'} what the owner wanted, what you read since, and what would be lost; then decide anew.`,
    );
  if (unnamed.length > 0)
    parts.push(
      `The owner has not named ${unnamed.slice(0, 5).join(', ')}. Ask with ${askUserName} first: say in the question what would happen and name it exactly, with the answers “Yes” and “No”. No answer means no.`,
    );
  return errorOutcome(parts.join(' '), { refused: 'deliberation', thought: hasThought, unnamed });
}
