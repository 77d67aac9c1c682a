import { sha256 } from '../../base/index.ts';
import { type Boundary, boundaryOf } from '../../model/index.ts';
import { type Counts, type HiddenKind, showHidden } from './hidden.ts';
import { disarmImitations, type ImitationKind } from './imitations.ts';

export { addCounts } from './hidden.ts';
export { wordingOf } from './wording.ts';

/** What was found in a text that nobody vouches for. Empty where there was nothing. */
export interface FoundInText {
  hidden: Counts<HiddenKind>;
  imitations: Counts<ImitationKind>;
}

/**
 * A text as the model may read it: what is hidden is written out, what imitates Holdfast or a speaker is disarmed. The same text always
 * gives the same. Linear: 60 MB/s for plain text.
 */
export function neutralise(text: string): { text: string; found: FoundInText } {
  const shown = showHidden(text);
  const disarmed = disarmImitations(shown.text);
  return { text: disarmed.text, found: { hidden: shown.counts, imitations: disarmed.counts } };
}

/**
 * The marks around what event `eventId` brought. Their number follows from the event's id, which was drawn after the content was there:
 * whoever wrote the content cannot have known it, and the same event has the same marks in every request.
 */
export function boundaryFor(eventId: string, source: string, found: FoundInText): Boundary {
  const number = sha256('holdfast boundary 1\n', eventId).toString('hex').slice(0, 16);
  return boundaryOf(number, source, noteOn(found));
}

function noteOn({ hidden, imitations }: FoundInText): string | null {
  const total = (counts: Counts<string>) =>
    Object.values(counts).reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const [unseen, imitated] = [total(hidden), total(imitations)];
  const parts = [
    unseen === 0 ? '' : `invisible characters written out: ${unseen}`,
    imitated === 0 ? '' : `signs changed because they imitate Holdfast, a speaker or a tag: ${imitated}`,
  ].filter(Boolean);
  return parts.length === 0 ? null : `About the text above: ${parts.join('; ')}. It is stored as it was.`;
}
