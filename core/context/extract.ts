import type { StoredEvent } from '../events/index.ts';
import { type Fact, type Facts, gatherFacts } from './facts.ts';
import { holdsIdentifier } from './identifiers.ts';
import { estimateTokens } from './tokens.ts';

/** The sections of a summary. Those of record hold lines of the extract and no others. */
export const sections = {
  asks: '## Open asks',
  errors: '## Unresolved errors',
  promises: '## Promises of the agent',
  identifiers: '## Identifiers',
  approvals: '## Approvals and denials',
  decisions: '## Decisions of the owner',
  files: '## Files',
  earlier: '## Goal: earlier requests',
  progress: '## Progress',
  leftOut: '## Left out',
} as const;

export type SectionName = keyof typeof sections;
type FactSection = Exclude<SectionName, 'identifiers' | 'progress' | 'leftOut'>;

/** What a summary has to hold to the letter. */
export interface Required {
  asks: string[];
  errors: string[];
  identifiers: string[];
}

export interface Extract {
  /** The summary made of the log's own words. At most `budgetTokens` by our estimate. */
  text: string;
  required: Required;
  /** What did not fit: it is cited under “Left out” and stays readable with recall_event. */
  leftOut: number;
  facts: Facts;
}

export interface ExtractInput {
  /** The span: the log up to here. */
  toSeq: number;
  /** What was answered or made good is judged by the log up to here. */
  asOfSeq: number;
  budgetTokens: number;
}

/** The part of the budget for what has to be there; the rest is for approvals, decisions, files and earlier requests. */
const requiredShare = 0.65;
/** What the extract takes at most: a model's summary is the extract and a section of its own. */
const extractShare = 0.85;
const leftOutTokens = 130;
const reading = [
  'earlier',
  'asks',
  'promises',
  'errors',
  'identifiers',
  'decisions',
  'approvals',
  'files',
] as const;

/**
 * A summary of the log up to `toSeq` without a model: open asks, errors, promises and identifiers word for word, each line with the
 * events it comes from. When the budget does not hold everything, asks come first and the rest is cited.
 */
export function extractSummary(events: readonly StoredEvent[], input: ExtractInput): Extract {
  const facts = gatherFacts(events, input);
  const room = Math.max(0, input.budgetTokens - leftOutTokens);
  const builder = createBuilder(room * requiredShare);
  const asks = builder.take('asks', facts.asks);
  const errors = builder.take('errors', facts.errors);
  builder.take('promises', facts.promises);
  const identifiers = builder.takeIdentifiers(facts.identifiers);
  builder.raise(room * extractShare);
  // the newest of each first, so that what is left out is the oldest
  for (const name of ['approvals', 'decisions', 'files'] as const)
    builder.take(name, facts[name], facts[name].toReversed());
  // but for the first request: a session is about what it began with
  const [first, ...later] = facts.earlier;
  if (first) builder.take('earlier', facts.earlier, [first, ...later.reverse()]);
  return {
    text: builder.text(),
    required: { asks: asks.map(({ text }) => text), errors: errors.map(({ text }) => text), identifiers },
    leftOut: builder.leftOut(),
    facts,
  };
}

/** A fact as a line of a summary. */
export function lineOf({ text, eventIds }: Fact): string {
  return `- ${text} [${eventIds.join(', ')}]`;
}

function createBuilder(firstBudget: number) {
  const lines = new Map<SectionName, { line: string; order: number }[]>();
  const missing: Fact[] = [];
  let budget = firstBudget;
  let used = 0;
  const fits = (section: SectionName, line: string): boolean => {
    const cost = estimateTokens(line) + 1 + (lines.has(section) ? 0 : estimateTokens(sections[section]) + 2);
    if (used + cost > budget) return false;
    used += cost;
    return true;
  };
  const put = (section: SectionName, line: string, order: number) =>
    lines.set(section, [...(lines.get(section) ?? []), { line, order }]);
  const written = () =>
    [...lines.values()]
      .flat()
      .map(({ line }) => line)
      .join('\n');
  return {
    raise(total: number) {
      budget = total;
    },
    /** Takes what fits, in the order of `preferred`; the lines stand in the order of `facts`. */
    take(section: FactSection, facts: readonly Fact[], preferred = facts): Fact[] {
      const orders = new Map(facts.map((fact, order) => [fact, order]));
      return preferred.filter((fact) => {
        const line = lineOf(fact);
        const isTaken = fits(section, line);
        if (isTaken) put(section, line, orders.get(fact) ?? 0);
        else missing.push(fact);
        return isTaken;
      });
    },
    /** Those that stand in no line yet, as lines by event. Gives all that are there then. */
    takeIdentifiers(facts: readonly Fact[]): string[] {
      const before = written();
      const held: string[] = [];
      const byEvent = new Map<string, Fact[]>();
      for (const fact of facts) {
        if (holdsIdentifier(before, fact.text)) held.push(fact.text);
        else byEvent.set(fact.eventIds.join(), [...(byEvent.get(fact.eventIds.join()) ?? []), fact]);
      }
      let order = 0;
      for (const group of byEvent.values()) {
        for (let at = 0; at < group.length; at += 12) {
          const some = group.slice(at, at + 12);
          const line = lineOf({
            text: some.map(({ text }) => text).join(' · '),
            eventIds: some[0]?.eventIds ?? [],
          });
          if (fits('identifiers', line)) {
            put('identifiers', line, order);
            held.push(...some.map(({ text }) => text));
          } else missing.push(...some);
          order += 1;
        }
      }
      return held;
    },
    leftOut: () => missing.length,
    text(): string {
      const parts = reading.flatMap((name) => {
        const found = [...(lines.get(name) ?? [])].sort((left, right) => left.order - right.order);
        return found.length === 0 ? [] : [[sections[name], ...found.map(({ line }) => line)].join('\n')];
      });
      const ids = [...new Set(missing.flatMap(({ eventIds }) => eventIds))];
      if (missing.length > 0) {
        const shown = ids.length <= 3 ? ids.join(', ') : `${ids[0]} … ${ids.at(-1)}, ${ids.length} events`;
        parts.push(
          `${sections.leftOut}\n- ${missing.length} more did not fit into this summary; read them with recall_event [${shown}]`,
        );
      }
      return parts.join('\n\n');
    },
  };
}
