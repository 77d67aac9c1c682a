import { importLimits } from '../limits.ts';
import { pieces } from './pieces.ts';

/** A heading begins a new section unless the one before has less than this. */
const leastCharacters = 800;

/**
 * A document's text in sections that give it back when they are joined: a new one at a heading, and before it would be too long.
 */
export function sectionsOf(text: string): string[] {
  const sections: string[] = [];
  let current = '';
  const end = () => {
    if (current !== '') sections.push(...pieces(current, importLimits.sectionCharacters));
    current = '';
  };
  for (const block of text.split(/(?<=\n[ \t]*\n)/)) {
    const isHeading = /^\s{0,3}#{1,6}\s/.test(block);
    if (isHeading && current.length >= leastCharacters) end();
    if (current.length + block.length > importLimits.sectionCharacters) end();
    current += block;
  }
  end();
  return sections;
}
