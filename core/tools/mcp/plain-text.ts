/**
 * A stranger's words for the model: cut, and with everything named that a screen would swallow or reorder (controls, bidi, zero
 * widths, tags, variation selectors, private use), so that nothing is said to the model that the owner cannot see.
 */
export function plainText(text: string, mostUnits: number): string {
  // what is named grows
  const shown = cut(text, mostUnits)
    .replaceAll('\r\n', '\n')
    .replaceAll(hidden, (character) => `[${nameOf(character)}]`);
  return cut(shown, mostUnits);
}

function cut(text: string, mostUnits: number): string {
  return text.length > mostUnits ? `${text.slice(0, mostUnits - 1).toWellFormed()}…` : text.toWellFormed();
}

const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}](?<![\n\t])/gu;

/** The first character of a text that a screen does not show; null where there is none. */
export function hiddenIn(text: string): string | null {
  const found = text.match(hidden)?.[0];
  return found === undefined ? (text.isWellFormed() ? null : 'a broken character') : nameOf(found);
}

function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
