import { identifiersIn } from '../origins/identifiers.ts';

/** A phrase in quotes. */
export const quoted =
  /(?<![\p{L}\p{N}])(?:'([^'\n]{1,120}?)'|"([^"\n]{1,120}?)"|“([^”\n]{1,120}?)”|`([^`\n]{1,120}?)`)(?![\p{L}\p{N}])/gu;
/** A name with an extension. */
export const fileName =
  /(?<![\p{L}\p{N}@/.])[\p{L}\p{N}_-]+(?:[./][\p{L}\p{N}_-]+)*\.[a-z][a-z0-9]{1,4}(?![\p{L}\p{N}@])/giu;
/** Words with capitals that do not begin a sentence. */
export const properName =
  /(?<=[\p{Ll}\p{N},:;@'"(]\s)(?:\p{Lu}[\p{L}\p{N}_'’-]*)(?:\s+\p{Lu}[\p{L}\p{N}_'’-]*)*/gu;
// what looks like a name and is none
const common =
  /^(?:I|I'm|I'll|I've|I’m|Please|The|A|An|My|We|You|If|When|Then|It|This|That|Can|Could|Also|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|AM|PM|VAT|URL|ID|OK|TODO|DM)$/;

/** Whether a word with a capital is one that everybody writes so. */
export function isCommonName(name: string): boolean {
  return common.test(name);
}

/** What a sentence of the owner's names: parties, things and places, as written; and those of them that can be read as a source. */
export function namedIn(sentence: string): { values: string[]; sources: string[] } {
  const values = new Set<string>();
  const sources = new Set<string>();
  for (const { kind, text } of identifiersIn(sentence)) {
    values.add(text);
    if (kind === 'url') sources.add(text);
  }
  for (const match of sentence.matchAll(quoted)) {
    const text = match.slice(1).find((group) => group !== undefined);
    if (text === undefined) continue;
    values.add(text);
    sources.add(text);
  }
  for (const [name] of sentence.matchAll(fileName)) {
    values.add(name);
    sources.add(name);
  }
  for (const [name] of sentence.matchAll(properName)) if (!isCommonName(name)) values.add(name);
  return { values: [...values], sources: [...sources] };
}
