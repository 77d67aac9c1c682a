/** What stands in the place of a secret, everywhere: “[secret #3, 40 characters, looks like a GitHub token]”. */
export function referenceTo(secret: { number: number; characters: number; looksLike: string }): string {
  return `[secret #${secret.number}, ${secret.characters} characters, looks like ${secret.looksLike}]`;
}

const reference = /\[secret #(\d{1,9})(?:, \d{1,7} characters)?(?:, looks like [\w .-]{1,60})?\]/g;

/** The numbers of the secrets that a text refers to. */
export function referencesIn(text: string): number[] {
  return [...text.matchAll(reference)].map((match) => Number(match[1]));
}

/** The text with each reference replaced by what `secretAt` gives for its number; those it gives undefined for stay. */
export function withValues(text: string, secretAt: (number: number) => string | undefined): string {
  return text.replace(reference, (whole, number: string) => secretAt(Number(number)) ?? whole);
}

/** Somebody else's text that looks like a reference is none: it must not make the agent hand a secret around. */
export function withoutForgedReferences(text: string): string {
  return text.includes('[secret #') ? text.replaceAll('[secret #', '⁅secret #') : text;
}
