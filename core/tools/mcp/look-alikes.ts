/** Characters of other scripts that are drawn like a Latin letter, by that letter. The common ones; names are refused for others anyway. */
const drawnLike: Readonly<Record<string, string>> = {
  а: 'a', ɑ: 'a', α: 'a', в: 'b', ь: 'b', с: 'c', ϲ: 'c', ԁ: 'd', е: 'e', ё: 'e', ε: 'e', ɡ: 'g', һ: 'h', і: 'l', ї: 'l', ι: 'l', ı: 'l',
  ј: 'j', κ: 'k', к: 'k', ⅼ: 'l', м: 'm', н: 'h', о: 'o', ο: 'o', σ: 'o', օ: 'o', р: 'p', ρ: 'p', ԛ: 'q', г: 'r', ѕ: 's', т: 't', τ: 't',
  υ: 'u', ν: 'v', ѵ: 'v', ԝ: 'w', х: 'x', χ: 'x', у: 'y', γ: 'y', ᴢ: 'z',
}; // biome-ignore format: a table

/**
 * What is left of a name when all is taken away that an eye passes over: case, separators, accents, digits and letters that are
 * drawn alike. Two names with the same skeleton look alike.
 */
export function skeletonOf(name: string): string {
  return [...name.normalize('NFKD').toLowerCase()]
    .map((character) => drawnLike[character] ?? character)
    .join('')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replaceAll(/[1i|]/g, 'l')
    .replaceAll('0', 'o')
    .replaceAll('5', 's')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}

/** A name that is there already, and what it is: `a tool of Holdfast`, `a tool of “files”`. */
export interface TakenName {
  name: string;
  of: string;
  /** A tool of Holdfast's own: not even the same name is allowed, although the server's stands before it. */
  isOurs: boolean;
}

/**
 * Why a tool's name is refused beside others; null where it is not. The very same name of another server is told apart by the
 * server, which stands in front of it and in each dialog; one that only looks the same is told apart by nobody.
 */
export function lookAlike(name: string, taken: readonly TakenName[]): string | null {
  const skeleton = skeletonOf(name);
  const other = taken.find(
    (each) => skeletonOf(each.name) === skeleton && (each.isOurs || each.name !== name),
  );
  if (!other) return null;
  return other.name === name
    ? `“${name}” is the name of ${other.of}.`
    : `“${name}” looks like “${other.name}”, ${other.of}.`;
}
