/**
 * Whether the owner's words name a target. A path is named by itself, by its path below the folder, or by the name of its file;
 * an address of the web also by its host; everything else word for word. Case, slashes and white space do not matter. A clause
 * that says not to touch something does not name it.
 */
export function names(words: string, target: string): boolean {
  const clauses = words.split(/[;!?\n]|[.:,](?=\s|$)/).map(normalised);
  const candidates = waysToSay(target);
  return clauses.some(
    (clause) => !saysNo(clause) && candidates.some((candidate) => hasWord(clause, candidate)),
  );
}

function waysToSay(target: string): string[] {
  const whole = normalised(target);
  const ways = new Set([whole]);
  if (/^https?:\/\//.test(whole)) {
    if (URL.canParse(whole)) ways.add(new URL(whole).host);
  } else if (whole.includes('/') && !whole.includes(' @')) {
    const trimmed = whole.replace(/\/+$/, '');
    ways.add(trimmed);
    const below = /^\/(?:mnt\/folders|workspace)\/(.+)$/.exec(trimmed)?.[1];
    if (below !== undefined) ways.add(below);
    const base = trimmed.slice(trimmed.lastIndexOf('/') + 1);
    if (base.length >= 3) ways.add(base);
  }
  return [...ways].filter((way) => way !== '' && way !== '/');
}

function normalised(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('\\', '/')
    .replace(/[“”„"'`«»‘’]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

// a whole word: what stands beside it is not part of a longer name
function hasWord(text: string, word: string): boolean {
  for (let from = text.indexOf(word); from >= 0; from = text.indexOf(word, from + 1)) {
    const before = text.slice(0, from).at(-1) ?? ' ';
    const after = text.slice(from + word.length);
    const isStart =
      !/[\p{L}\p{N}_@-]/u.test(before) && !(before === '.' && /[\p{L}\p{N}]\.$/u.test(text.slice(0, from)));
    if (isStart && !/^(?:[\p{L}\p{N}_@-]|\.[\p{L}\p{N}])/u.test(after)) return true;
  }
  return false;
}

const no =
  /(?:^|[^\p{L}])(?:no|not|don ?t|doesn ?t|never|without|except|nothing|nein|nicht|nichts|nie|niemals|kein\p{L}*|ohne|außer|leave|keep|skip|cancel|stop|lass\p{L}*|behalt\p{L}*|abbrechen)(?:$|[^\p{L}])/u;

/** Whether a text holds a word that says no. Errs towards no. */
export function saysNo(text: string): boolean {
  return no.test(normalised(text));
}

const yes =
  /^(?:yes|yep|yeah|ok|okay|sure|please do|do it|do that|go ahead|confirmed?|approved?|agreed|correct|right|exactly|ja|jawohl|klar|gern|gerne|mach das|mach es|tu es|einverstanden|genau|richtig|passt|stimmt)(?:$|[^\p{L}])/u;

/** Whether an answer plainly agrees. */
export function saysYes(text: string): boolean {
  return yes.test(normalised(text)) && !saysNo(text);
}
