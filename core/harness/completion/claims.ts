import { type Clause, clausesOf, isAssertion } from './sentences.ts';

/** Something a message says was done. */
export type Claim =
  | { kind: 'written' | 'deleted'; isOwn: boolean; file: string; words: string }
  | { kind: 'tests'; isOwn: boolean; words: string }
  | { kind: 'sent'; words: string }
  | { kind: 'count'; count: number; what: 'written' | 'deleted'; words: string };

const w = (pattern: string): RegExp => new RegExp(`(?:^|[^\\p{L}])(?:${pattern})(?:$|[^\\p{L}])`, 'iu');

const wrote =
  'wrote|written|saved|stored|created|updated|edited|modified|changed|replaced|generated|exported|overwritten|overwrote|appended|geschrieben|gespeichert|abgelegt|erstellt|angelegt|aktualisiert|geändert|bearbeitet|ersetzt|überschrieben|erzeugt|exportiert';
const deleted = 'deleted|removed|erased|gelöscht|entfernt';
const written = w(wrote);
const gone = w(deleted);
// the agent speaks of itself, in full or with the subject left out
const own =
  /(?:^|[^\p{L}])(?:I|I've|I have|we|we've|ich|wir)(?:$|[^\p{L}])|^(?:[-*•✓✅\s]|done[!:.]?|fertig[!:.]?)*(?:saved|written|created|updated|deleted|removed|gespeichert|geschrieben|erstellt|angelegt|aktualisiert|gelöscht|entfernt)(?:$|[^\p{L}])/iu;
// a state that has just come about; what merely is, or was, may be told of any file
const passive = /(?:^|[^\p{L}])(?:has been|have been|is now|are now|wurde|wurden)(?:$|[^\p{L}])/iu;
const testsRun =
  /(?:^|[^\p{L}])(?:(?:I|we)(?:'ve| have)?(?: also)? (?:ran|run|executed) (?:all )?(?:of )?(?:the |your )?(?:\p{L}+ )?tests?|and (?:ran|executed) (?:all )?(?:the )?tests?|(?:habe|haben) .*tests? .*(?:ausgeführt|laufen lassen|durchgeführt)|tests? ausgeführt)(?:$|[^\p{L}])/iu;
const testsPass =
  /(?:^|[^\p{L}])(?:(?:all )?(?:the )?(?:\d+ )?tests (?:now )?(?:pass|passed|are passing|are green|succeed)|(?:alle )?(?:\d+ )?tests (?:laufen durch|sind grün|bestanden|erfolgreich))(?:$|[^\p{L}])/iu;
const sent =
  /(?:^|[^\p{L}])(?:(?:I|we)(?:'ve| have)?(?: also| just)? (?:sent|e-?mailed|mailed|forwarded)|(?:e-?mail|mail|message|invitation|nachricht|einladung)s? (?:has been|have been|was|were|wurde|wurden|ist|is) (?:successfully )?(?:sent|forwarded|gesendet|verschickt|versendet|abgeschickt|versandt)|(?:habe|haben) .*(?:e-?mail|mail|nachricht|einladung).* (?:gesendet|verschickt|versendet|abgeschickt|geschickt)|e-?mail .*(?:gesendet|verschickt))(?:$|[^\p{L}])/iu;
const numbers: Readonly<Record<string, number>> = {
  two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12,
  zwei: 2, drei: 3, vier: 4, fünf: 5, sechs: 6, sieben: 7, acht: 8, neun: 9, zehn: 10, elf: 11, zwölf: 12,
}; // biome-ignore format: a table
const filesCounted =
  /(?:^|[^\p{L}\d.])(\d{1,4}|\p{L}+)(?: (?:new|neue|text|markdown|csv|different|verschiedene))? (?:files|dateien)(?:$|[^\p{L}])/iu;

/** What a message claims, in English and German. Errs towards fewer claims: a false alarm costs more than a missed one. */
export function claimsOf(message: string): Claim[] {
  return clausesOf(message).filter(isAssertion).flatMap(claimsIn);
}

function claimsIn(clause: Clause): Claim[] {
  const { text, sentence: words } = clause;
  const claims: Claim[] = [];
  const isOwn = own.test(text);
  const isSaid = isOwn || passive.test(text);
  if (isSaid && gone.test(text) && !written.test(text))
    claims.push(...clause.files.map((file): Claim => ({ kind: 'deleted', isOwn, file, words })));
  else if (isSaid && written.test(text) && !gone.test(text))
    claims.push(...writtenFiles(clause).map((file): Claim => ({ kind: 'written', isOwn, file, words })));
  if (testsRun.test(text)) claims.push({ kind: 'tests', isOwn: true, words });
  else if (testsPass.test(text)) claims.push({ kind: 'tests', isOwn: false, words });
  if (sent.test(text)) claims.push({ kind: 'sent', words });
  const count = countIn(text);
  if (count !== null && isOwn && written.test(text) !== gone.test(text))
    claims.push({ kind: 'count', count, what: gone.test(text) ? 'deleted' : 'written', words });
  return claims;
}

// "created out.csv from in.csv": what stands behind a word of origin was read, not written
function writtenFiles({ text, files }: Clause): string[] {
  const origin =
    /(?:^|[^\p{L}])(?:from|based on|using|with (?:the )?(?:\p{L}+ )*(?:from|of|in)|out of|like|aus|von|anhand|mit|basierend auf|gemäß|per)(?:$|[^\p{L}])/iu.exec(
      text,
    );
  if (!origin) return [...files];
  return files.filter((file) => text.indexOf(file) < origin.index);
}

function countIn(text: string): number | null {
  const found = filesCounted.exec(text)?.[1]?.toLowerCase();
  if (found === undefined) return null;
  const count = /^\d+$/.test(found) ? Number(found) : (numbers[found] ?? null);
  return count !== null && count >= 2 ? count : null;
}
