/** One clause of a message, with the file names in it. */
export interface Clause {
  /** The sentence it stands in, as written. */
  sentence: string;
  text: string;
  files: readonly string[];
}

const extensions =
  'txt|md|csv|tsv|json|jsonl|ya?ml|xml|html?|css|js|jsx|mjs|ts|tsx|py|rb|go|rs|java|kt|c|h|cpp|cs|sh|sql|toml|ini|cfg|conf|log|pdf|docx?|xlsx?|pptx?|odt|ods|rtf|png|jpe?g|gif|svg|webp|zip|gz|tar|ics|eml|tex|bib|ipynb';
const file = new RegExp(
  `(?:[\\p{L}\\p{N}_~.-]*/)*[\\p{L}\\p{N}_-][\\p{L}\\p{N}_.-]*\\.(?:${extensions})(?![\\p{L}\\p{N}_])`,
  'giu',
);

/** The clauses of a message. Blocks of code and quoted lines are not the agent's own words and are left out. */
export function clausesOf(message: string): Clause[] {
  const words = message
    .replace(/```[\s\S]*?(?:```|$)/g, '\n')
    .replace(/^\s*>.*$/gm, '')
    .replace(/https?:\/\/\S+/g, ' ')
    // an address is no sentence: anna@example.com is no example
    .replace(/[^\s@<>()]+@[^\s@<>()]+\.\p{L}{2,}/gu, 'somebody')
    .replace(/\*\*|__|`/g, '')
    .replaceAll('’', "'");
  return words
    .split(/\n+|(?<=[.!?:])\s+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '' && sentence.length <= 800)
    .flatMap((sentence) =>
      sentence.split(/;|,?\s+(?:but|aber|however|jedoch|instead|because|since|weil)\s+/i).map((text) => ({
        sentence,
        text,
        files: [...new Set(text.match(file) ?? [])].filter((name) => !/^\d+(\.\d+)*$/.test(name)),
      })),
    );
}

const notSaid =
  /(?:^|[^\p{L}])(?:not|n't|no|never|nothing|none|nor|without|can|cannot|could|couldn't|would|should|shall|will|won't|may|might|must|want|wants|plan|planned|going to|need|needs|to be|let me|if|unless|once|when|before|after you|failed|fails|unable|error|refused|denied|tried|try|attempt\p{L}*|recorded|dry run|draft\p{L}*|example|e\.g\.|you|your|he|she|they|nicht|nie|kein\p{L}*|nichts|ohne|kann|könnte\p{L}*|konnte\p{L}*|würde\p{L}*|werde|werden|soll\p{L}*|möchte\p{L}*|will|wollen|falls|wenn|sobald|bevor|fehlgeschlagen|gescheitert|abgelehnt|versuch\p{L}*|probelauf|du|sie haben|ihr|hast|beispiel)(?:$|[^\p{L}])/iu;
const history =
  /(?:^|[^\p{L}])(?:according to|laut|originally|previously|already|earlier|last (?:week|month|year|time)|yesterday|in (?:19|20)\d\d|by (?!me)\p{Lu}\p{L}+|on \d|in (?:january|february|march|april|may|june|july|august|september|october|november|december)|am \d|im jahr|zuletzt|gestern|ursprünglich|bereits|schon|von \p{Lu}\p{L}+ am|um \d|steht|dass|that|which|whose|monthly|daily|weekly|every|at build time|by the|by a)(?:$|[^\p{L}])/iu;

/** Whether a clause states something as done: no question, no negation, no offer, nothing of the past of others. */
export function isAssertion({ sentence, text }: Clause): boolean {
  if (/\?\s*$/.test(sentence)) return false;
  return (
    !notSaid.test(withoutGoodWords(text)) &&
    !history.test(text) &&
    !/(?:^|[^\p{L}])(?:according to|laut)(?:$|[^\p{L}])/iu.test(sentence)
  );
}

// "as you asked", "for you", "in your folder" say nothing of who did it
function withoutGoodWords(text: string): string {
  return text.replace(
    /\b(?:as|like|what|which) you (?:asked|wanted|requested|said)|\bfor you\b|\b(?:in|to|into|at|from) your \p{L}+|\b(?:wie|was) (?:du|sie) \p{L}+|\bfür (?:dich|sie)\b|no(?:w)? longer|since you said no to your folder/giu,
    ' ',
  );
}
