import type { Palace } from '../../../core/palace/index.ts';
import { weightsOf } from '../../../core/palace/recall/rank.ts';
import type { Conversation } from './locomo.ts';
import { type Answer, scoresOf } from './score.ts';

/** Parts of the ranker, by the features that make them. What is left keeps its weights: nothing is trained anew. */
const parts: Readonly<Record<string, RegExp>> = {
  everything: /^$/,
  vectors: /^near|^sessionNear$|^sentence/,
  'vectors of sentences': /^sentence/,
  'who speaks': /^speaker|^sessionSpeaker$|^saysName$|^nearSpeaker$/,
  'neighbouring messages':
    /^(?:before|after|far|covered[124]|base(?:Before|After)|answers.*|near(?:Before|After))$/,
  'the session': /^session|^rankInSession$/,
  'dates, numbers, kinds of questions': /^(?:date|when|howMany|who|list|question.*|hasQuestion)$/,
  'feedback of the best drawers': /^feedback$/,
};

export interface Ablation {
  without: string;
  r5: number;
  r10: number;
  s5: number;
}

/** What each part is worth: the same candidates, ranked without it. The last row is the text index's order alone. */
export async function ablations(
  palace: Palace,
  conversations: readonly Conversation[],
  turnOf: ReadonlyMap<string, string>,
): Promise<Ablation[]> {
  const weights = weightsOf('sentences');
  const answers = new Map<string, Answer[]>([...Object.keys(parts), 'the ranker'].map((name) => [name, []]));
  for (const { id: wing, questions } of conversations) {
    for (const { text: query, evidence, category } of questions) {
      const { eventIds, features } = await palace.weighed({ query, wing, limit: 1 });
      const ordered = (score: (at: number) => number) => {
        const scores = eventIds.map((_, at) => score(at));
        const order = [...scores.keys()].sort((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0));
        return order.map((at) => turnOf.get(eventIds[at] ?? '') ?? '');
      };
      for (const [name, left] of Object.entries(parts)) {
        const kept = Object.entries(weights).filter(([feature]) => !left.test(feature));
        const found = ordered((at) =>
          kept.reduce((sum, [feature, weight]) => sum + weight * (features[feature]?.[at] ?? 0), 0),
        );
        answers.get(name)?.push({ evidence, category, found });
      }
      answers
        .get('the ranker')
        ?.push({ evidence, category, found: ordered((at) => features.context?.[at] ?? 0) });
    }
  }
  return [...answers].map(([name, own]) => {
    const { turn, session } = scoresOf(own);
    return { without: name === 'everything' ? 'nothing' : name, r5: turn.r5, r10: turn.r10, s5: session.s5 };
  });
}
