import { z } from 'zod';
import { type LeftOut, leaveOut, singular } from '../../../core/gate/lexicon/index.ts';
import type { ColumnName, MeasureOptions, SafetyFigures } from './measure.ts';
import { measureSafety } from './measure.ts';
import { findRows, readSet, setNames } from './rows.ts';
import { readTools, suitesWithTools } from './tools.ts';

/** A suite, measured with a lexicon that has no word which this suite alone suggests. */
export interface HeldOutFigures {
  suite: string;
  /** Words and idioms of the lexicon that were left out. */
  without: string[];
  figures: SafetyFigures;
}

/** Everything that a suite could have suggested to whoever wrote the lexicon: its owners' messages, and its tools' own words. */
interface Suggested {
  messages: string[];
  words: Set<string>;
}

const head = z.object({ suite: z.string(), prompt: z.string().optional(), user_task: z.string().optional() });

/**
 * Leave one suite out: for each suite the lexicon as it would be if the suite had never been looked at, as far as that can be told. An
 * entry is left out where a message or a tool of this suite has it, in any form, and none of another suite does. What is in several
 * suites would be there without this one; what is in none did not come from any.
 */
export async function measureHeldOut(
  options: MeasureOptions,
  columns: readonly ColumnName[],
): Promise<HeldOutFigures[]> {
  const folder = findRows(options.dataDir);
  if (folder === null) return [];
  const suggested = suggestedBy(folder);
  const measured: HeldOutFigures[] = [];
  for (const suite of suggested.keys()) {
    const without: string[] = [];
    const putBack = leaveOut(onlyIn(suite, suggested, without));
    try {
      const figures = await measureSafety({ ...options, columns, suite });
      if (figures) measured.push({ suite, without: [...new Set(without)].sort(), figures });
    } finally {
      putBack();
    }
  }
  return measured;
}

/** By suite. The two halves of InjecAgent have the same tools, and are one. */
function suggestedBy(folder: string): Map<string, Suggested> {
  const bySuite = new Map<string, Suggested>();
  const of = (suite: string) => {
    const name = suite.startsWith('injecagent') ? 'injecagent' : suite;
    const known = bySuite.get(name) ?? { messages: [], words: new Set() };
    bySuite.set(name, known);
    return known;
  };
  for (const set of setNames)
    for (const row of readSet(folder, set).rows) {
      const { suite, prompt, user_task: task } = head.parse(row);
      of(suite).messages.push(prompt ?? task ?? '');
    }
  const toolsOf = readTools(folder);
  for (const suite of suitesWithTools(folder)) {
    for (const { name, description, inputSchema } of toolsOf(suite))
      of(suite).messages.push(name, description, JSON.stringify(inputSchema.properties ?? {}));
  }
  for (const known of bySuite.values()) known.words = new Set(known.messages.flatMap(formsIn));
  return bySuite;
}

function onlyIn(suite: string, suggested: ReadonlyMap<string, Suggested>, told: string[]): LeftOut {
  const own = suggested.get(suite);
  const others = [...suggested].flatMap(([name, each]) => (name === suite ? [] : [each]));
  const tell = (isOnly: boolean, entry: string) => {
    if (isOnly) told.push(entry);
    return isOnly;
  };
  return {
    word(word) {
      const form = formOf(word);
      return tell(own?.words.has(form) === true && !others.some(({ words }) => words.has(form)), word);
    },
    phrase(pattern) {
      const isIn = ({ messages }: Suggested) => messages.some((text) => text.search(pattern) >= 0);
      return tell(own !== undefined && isIn(own) && !others.some(isIn), pattern.source);
    },
  };
}

function formsIn(text: string): string[] {
  const words = text.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
  return (words.match(/[a-z][a-z'-]*|[$€£]/g) ?? []).map(formOf);
}

// "invites", "invited" and "inviting" are "invite", as far as letters tell
function formOf(word: string): string {
  return singular(word).replace(/(?:ing|ed|e)$/, '');
}
