import { importLimits } from '../limits.ts';
import { behindSecrets, cutUp, type Span } from './pieces.ts';

/** A heading begins a new section unless the one before has less than this. */
const leastCharacters = 800;

/**
 * A document's text in sections that give it back when they are joined: a new one at a heading, and before it would be too long. No
 * secret is cut in two.
 */
export function sectionsOf(text: string, secrets: readonly Span[] = []): string[] {
  const sections: string[] = [];
  const most = importLimits.sectionCharacters;
  const [behindBlock, behind] = [behindSecrets(secrets), behindSecrets(secrets)];
  let from = 0;
  const end = (to: number) => {
    for (const section of cutUp(text, { from, to, most, behind })) sections.push(section);
    from = to;
  };
  for (const { at, next } of blocksOf(text)) {
    const isHeading = /^\s{0,3}#{1,6}\s/.test(text.slice(at, at + 12));
    const isFull = next - from > most || (isHeading && at - from >= leastCharacters);
    if (isFull && behindBlock(at) === at) end(at);
  }
  end(text.length);
  return sections;
}

/** Where each block begins, and where the next one does: behind every line without words. */
function* blocksOf(text: string): Iterable<{ at: number; next: number }> {
  let at = 0;
  let line = 0;
  for (let newline = text.indexOf('\n'); newline >= 0; newline = text.indexOf('\n', line)) {
    const isBlank = line > 0 && /^[ \t\r]*$/.test(text.slice(line, newline));
    line = newline + 1;
    if (!isBlank) continue;
    yield { at, next: line };
    at = line;
  }
  if (at < text.length) yield { at, next: text.length };
}
