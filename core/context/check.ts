import { type Extract, lineOf, type Required, type SectionName, sections } from './extract.ts';
import { holdsIdentifier, oneLine } from './identifiers.ts';
import { estimateTokens } from './tokens.ts';

/** What the log found wrong with a summary; empty when it may be used. */
export interface SummaryCheck {
  problems: string[];
  checked: { asks: number; identifiers: number; errors: number; left_out: number };
}

/** Sections whose lines have to be lines of the log: nobody can invent an ask, an approval, a file or an error. */
const ofRecord = ['asks', 'errors', 'promises', 'approvals', 'decisions', 'files', 'earlier'] as const;
const eventId = /\b[a-z]+_[0-9a-z]{6,}\b/g;
const mostProblems = 40;

/**
 * Asks the log whether a summary holds what it has to, to the letter, and nothing that was not there: every open ask, error and
 * identifier of the extract; only known headings; every line with citations of events of the span; sections of record with the log's
 * own lines; within the budget. The wording of what is left, the progress, is the model's.
 */
export function checkSummary(text: string, extract: Extract, budgetTokens: number): SummaryCheck {
  const problems: string[] = [];
  const tokens = estimateTokens(text);
  if (text.trim() === '') problems.push('the summary is empty');
  if (tokens > budgetTokens)
    problems.push(`the summary takes ${tokens} tokens, at most ${budgetTokens} are allowed`);
  problems.push(...missingFrom(text, extract.required), ...strayLines(text, extract));
  const { asks, identifiers, errors } = extract.required;
  const checked = {
    asks: asks.length,
    identifiers: identifiers.length,
    errors: errors.length,
    left_out: extract.leftOut,
  };
  return { problems: problems.slice(0, mostProblems), checked };
}

/** What of the required does not stand in the text, as sentences for the model that writes it anew. */
export function missingFrom(text: string, required: Required): string[] {
  const words = oneLine(text);
  return [
    ...required.asks.filter((ask) => !words.includes(oneLine(ask))).map((ask) => `missing open ask: ${ask}`),
    ...required.errors
      .filter((error) => !words.includes(oneLine(error)))
      .map((error) => `missing error: ${error}`),
    ...required.identifiers
      .filter((identifier) => !holdsIdentifier(words, identifier))
      .map((identifier) => `missing identifier: ${identifier}`),
  ];
}

function strayLines(text: string, { facts }: Extract): string[] {
  const allowed = new Map<SectionName, ReadonlySet<string>>(
    ofRecord.map((name) => [name, new Set(facts[name].map(lineOf))]),
  );
  const headings = new Map<string, SectionName>(
    Object.entries(sections).map(([name, heading]) => [heading, name as SectionName]),
  );
  const problems: string[] = [];
  let section: SectionName | null = null;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '') continue;
    const heading = headings.get(line);
    if (heading) {
      section = heading;
      continue;
    }
    if (section === null || line.startsWith('#'))
      problems.push(`not one of the headings: ${line.slice(0, 100)}`);
    else if (section === 'leftOut') problems.push(...strayIds(line, facts.eventIds));
    else if (allowed.has(section) && !allowed.get(section)?.has(line))
      problems.push(
        `under “${sections[section]}” stands a line that is not the log’s: ${line.slice(0, 100)}`,
      );
    else problems.push(...strayIds(line, facts.eventIds));
  }
  return problems;
}

function strayIds(line: string, known: ReadonlySet<string>): string[] {
  const cited = /\[([^\]]*)\]\s*$/.exec(line)?.[1]?.match(eventId) ?? [];
  if (cited.length === 0) return [`no event is cited: ${line.slice(0, 100)}`];
  return cited.filter((id) => !known.has(id)).map((id) => `there is no event ${id} in the span`);
}
