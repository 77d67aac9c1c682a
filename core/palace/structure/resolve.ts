import type { FactMode } from './fact-patterns.ts';

/** A statement as time is reckoned with: all of one subject and predicate make a group. */
export interface Stated {
  id: string;
  objectKey: string;
  mode: FactMode;
  /** ms. */
  validFrom: number | null;
  validTo: number | null;
  learnedAt: number;
}

/** What the owner said of two facts, or of one. */
export interface Settlement {
  fact: string;
  /** `replaced`: the other one took its place; `both`: no contradiction; `rejected`: the fact is not so (`other` null). */
  verdict: 'replaced' | 'both' | 'rejected';
  other: string | null;
}

export interface Resolved {
  id: string;
  validFrom: number | null;
  validTo: number | null;
  closedBy: string | null;
  /** The first fact that says the same of the same time; null: this is it. */
  repeats: string | null;
  contradicts: string[];
}

interface Open extends Resolved {
  stated: Stated;
}

/**
 * When each statement of a group holds. `statements` in the order in which they were learned; the outcome depends on nothing else, so
 * that it is the same after a rebuild, and undone when a statement is forgotten. A newer one closes an older one only where its
 * wording says so (`changes`, `ends`) or the owner did; otherwise two objects at one time contradict each other.
 */
export function resolve(
  statements: readonly Stated[],
  { isFunctional, settlements }: { isFunctional: boolean; settlements: readonly Settlement[] },
): Resolved[] {
  const rejected = new Set(
    settlements.flatMap(({ verdict, fact }) => (verdict === 'rejected' ? [fact] : [])),
  );
  const verdictOn = (one: string, two: string) =>
    settlements.findLast(
      ({ fact, other }) => (fact === one && other === two) || (fact === two && other === one),
    );
  const facts: Open[] = [];
  for (const stated of statements) {
    if (rejected.has(stated.id)) continue;
    if (stated.mode === 'ends') {
      end(facts, stated);
      continue;
    }
    const same = facts.find(
      (fact) =>
        fact.stated.objectKey === stated.objectKey &&
        overlaps(fact, intervalOf(stated)) &&
        fact.repeats === null,
    );
    if (same) {
      same.validFrom = earlier(same.validFrom, stated.validFrom);
      facts.push({ ...open(stated), repeats: same.id });
      continue;
    }
    const fact = open(stated);
    facts.push(fact);
    if (!isFunctional) continue;
    for (const before of facts) {
      if (before === fact || before.repeats !== null || before.stated.objectKey === stated.objectKey)
        continue;
      if (!overlaps(before, intervalOfFact(fact))) continue;
      const settled = verdictOn(before.id, fact.id);
      if (settled?.verdict === 'both') continue;
      if (settled?.verdict === 'replaced') {
        const [gone, next] = settled.fact === before.id ? [before, fact] : [fact, before];
        close(gone, next);
      } else if (stated.mode !== 'changes') continue;
      else if (isAfter(fact, before)) close(before, fact);
      // told later, but of an earlier time
      else if (before.validFrom !== null && start(fact) < before.validFrom) close(fact, before);
    }
  }
  if (isFunctional) contradict(facts, (one, two) => verdictOn(one, two)?.verdict === 'both');
  return facts.map(({ stated: _, ...fact }) => fact);
}

// at the end: a fact that was repeated may have turned out to hold for longer
function contradict(facts: readonly Open[], isSettled: (one: string, two: string) => boolean): void {
  const told = facts.filter(({ repeats }) => repeats === null);
  told.forEach((one, at) => {
    for (const two of told.slice(at + 1)) {
      if (one.stated.objectKey === two.stated.objectKey || !overlaps(one, intervalOfFact(two))) continue;
      if (isSettled(one.id, two.id)) continue;
      one.contradicts.push(two.id);
      two.contradicts.push(one.id);
    }
  });
}

/** When a fact begins to count: since when it held, or since it was said. */
export const start = (
  fact: { validFrom: number | null; stated: Stated } | (Stated & { stated?: never }),
): number => fact.validFrom ?? (fact.stated ?? fact).learnedAt;

const open = (stated: Stated): Open => ({
  id: stated.id,
  validFrom: stated.validFrom,
  validTo: stated.validTo,
  closedBy: null,
  repeats: null,
  contradicts: [],
  stated,
});

function end(facts: Open[], stated: Stated): void {
  const at = stated.validTo ?? stated.learnedAt;
  const held = facts.findLast(
    (fact) => fact.stated.objectKey === stated.objectKey && fact.repeats === null && fact.validTo === null,
  );
  if (held) {
    held.validTo = at;
    held.closedBy = stated.id;
    return;
  }
  // nobody had said before that it was so
  facts.push({ ...open(stated), validFrom: null, validTo: at, closedBy: stated.id });
}

function close(fact: Open, next: Open): void {
  fact.validTo = start(next);
  fact.closedBy = next.id;
}

/** A change closes what was said before it, unless that was said to be so after the change. */
function isAfter(fact: Open, before: Open): boolean {
  return (
    start(fact) >= (before.validFrom ?? 0) &&
    start(fact) >= (fact.validFrom === null ? 0 : before.stated.learnedAt)
  );
}

interface Interval {
  from: number;
  to: number;
}

const intervalOf = (stated: Stated): Interval => ({ from: start(stated), to: stated.validTo ?? Infinity });
const intervalOfFact = (fact: Open): Interval => ({ from: start(fact), to: fact.validTo ?? Infinity });

function overlaps(fact: Open, { from, to }: Interval): boolean {
  const one = intervalOfFact(fact);
  return one.from < to && from < one.to;
}

function earlier(one: number | null, two: number | null): number | null {
  if (one === null || two === null) return one ?? two;
  return Math.min(one, two);
}
