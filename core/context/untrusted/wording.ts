/**
 * Wording by which texts try to command whoever reads them. A hint for the owner, shown as a banner and read by no decision: the
 * strongest published attacks have no such wording, and nobody who wants past it has to use it.
 */
export type WordingKind = 'override' | 'addressed' | 'secrecy' | 'new_role' | 'first_do';

export interface Wording {
  kind: WordingKind;
  /** The words, with some around them; one line of at most 160 characters. */
  quote: string;
}

const drop = `(?:ignore|disregard|forget|overlook|override|skip|bypass|discard)`;
const all = `(?:(?:all|any|every|each|of|the|your|my|these|those|that|you'?ve|been|other|everything)[ ]){0,5}`;
const earlier = `(?:previous|prior|preceding|earlier|above|former|foregoing|existing|original|initial|system|safety|developer)`;
const orders = `(?:instructions?|orders|directions|directives?|commands?|prompts?|guidelines|guidance|rules|constraints)`;
const reader = String.raw`(?:ai|a\.i\.|llm|language model|chatbot|chat bot|assistant|claude|gpt|chatgpt|gemini|copilot|agent)`;

/** Over a text whose letters are small and whose white space is single blanks. Each is linear. */
const wordings: readonly { kind: WordingKind; pattern: RegExp }[] = [
  { kind: 'override', pattern: new RegExp(`\\b${drop} ${all}${earlier} (?:and \\w{1,20} )?${orders}\\b`) },
  { kind: 'override', pattern: new RegExp(`\\b${drop} (?:all )?your ${orders}\\b`) },
  { kind: 'override', pattern: new RegExp(`\\b${drop} (?:all|everything|anything)(?: that| which)? (?:you|you've|you have|i)(?:'ve| have| were| are)? (?:been )?(?:told|instructed|given|said|learned)\\b`) },
  { kind: 'override', pattern: new RegExp(`\\b(?:do not|don't|stop) (?:follow|obey|following|obeying) (?:any |all |the |your )?${earlier} ${orders}\\b`) },
  { kind: 'override', pattern: /\b(?:new|updated|real|actual) (?:system )?(?:instructions|prompt) (?:for|from) (?:the |you\b|your )/ },
  { kind: 'override', pattern: /\binstead,? (?:you (?:must|should|will|have to) )(?:follow|obey|execute|carry out) (?:the following|these|this)\b/ },
  { kind: 'override', pattern: /\bstrictly adhere to the following instruction/ },
  { kind: 'addressed', pattern: new RegExp(`\\b(?:important|urgent|special|secret) (?:message|note|notice|instructions?) (?:from me\\b.{0,60}to you\\b|(?:to|for) (?:the |any |all |you,? )?${reader}\\b)`) },
  { kind: 'addressed', pattern: new RegExp(`\\b(?:attention|note to|message to|instructions? (?:to|for)|if you are an?|if you're an?|dear) (?:the |any |all |an? |you,? )?(?:${reader})(?: (?:agents?|models?|assistants?|systems?|reading|processing|summari[sz]ing)\\b|s?[:,!])`) },
  { kind: 'addressed', pattern: /\bbefore you (?:can )?(?:solve|complete|finish|continue with|do|start) (?:the|your|this) (?:\w{1,20} )?task\b.{0,80}\b(?:do the following|you must|first)\b/ },
  { kind: 'secrecy', pattern: /\b(?:do not|don't|never|without) (?:tell|telling|inform|informing|mention|mentioning|alert|alerting|notify|notifying|reveal|revealing) (?:this |it |anything )?(?:to )?(?:the )?(?:user|owner|human)s?\b/ },
  { kind: 'secrecy', pattern: /\b(?:reveal|print|repeat|output|show|leak|send)(?: me| us| back)? (?:your|the) (?:entire |full |whole |hidden |secret )?(?:system prompt|initial prompt|system message|secret key|system instructions)\b/ },
  { kind: 'new_role', pattern: /\b(?:developer|system|god|admin|debug|jailbreak|dan) mode (?:is |has been |now )?(?:activated|enabled|engaged|on)\b/ },
  { kind: 'new_role', pattern: /\b(?:you are|you're|act as|pretend to be) (?:now |an? )?(?:dan\b|jailbroken|unrestricted|an unfiltered|no longer (?:an? )?(?:ai|bound|restricted))/ },
  { kind: 'new_role', pattern: /\bfrom now on,? you (?:are|will|must|should) (?:now )?(?:only |always |never |act|ignore|obey|respond|answer)\b/ },
  { kind: 'first_do', pattern: /\b(?:assistant|agent|ai|model),? (?:you )?(?:must|should|needs? to|has to|have to) (?:immediately |first |now |also )?(?:execute|run|call|send|email|forward|transfer|delete|upload|invoke)\b/ },
]; // biome-ignore format: a table

/** So much of a text is looked at: both ends of a longer one. */
const looked = 400_000;
const mostShown = 3;

/** What a text says in that manner, first of each kind, at most three. Deterministic. */
export function wordingOf(text: string): Wording[] {
  const part =
    text.length <= looked ? text : `${text.slice(0, looked / 2)} ${text.slice(text.length - looked / 2)}`;
  const flat = part
    .replaceAll('’', "'")
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/(?:\s|\\n|\\t)+/g, ' ')
    .replaceAll(/[_*`]/g, ' ');
  const low = flat.replaceAll(/[A-Z]/g, (capital) => capital.toLowerCase());
  const found: Wording[] = [];
  for (const { kind, pattern } of wordings) {
    if (found.length === mostShown) break;
    if (found.some((one) => one.kind === kind)) continue;
    const match = pattern.exec(low);
    if (match) found.push({ kind, quote: quoteOf(flat, match.index, match[0].length) });
  }
  return found;
}

function quoteOf(text: string, at: number, length: number): string {
  const from = Math.max(0, at - 20);
  return text
    .slice(from, Math.min(text.length, Math.max(at + length + 60, from), from + 160))
    .toWellFormed()
    .trim();
}
