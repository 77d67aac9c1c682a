// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they are
const escapes = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

/** Without the escape sequences of a terminal: they mean nothing to who reads a text. */
export function withoutColours(text: string): string {
  return text.replace(escapes, '');
}
