import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Dialogs } from './dialogs.ts';

/** One answer: `kind` says which dialog it is for, `answer` is a path or a choice; null cancels. */
const answersSchema = z.array(
  z.object({ kind: z.string(), answer: z.string().nullable(), remember: z.boolean().optional() }),
);

/**
 * Dialogs that are answered from a JSON file instead of by a person, for end-to-end tests of a checkout. Each dialog
 * takes the first answer of its kind out of the file; without one it counts as cancelled. What was asked is appended
 * to `FILE.asked`, one JSON object a line.
 */
export function scriptedDialogs(file: string): Dialogs {
  const take = (kind: string, asked: Record<string, unknown>) => {
    appendFileSync(`${file}.asked`, `${JSON.stringify({ kind, ...asked })}\n`);
    const answers = answersSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const index = answers.findIndex((candidate) => candidate.kind === kind);
    const [taken] = index === -1 ? [] : answers.splice(index, 1);
    writeFileSync(file, JSON.stringify(answers));
    return taken ?? { kind, answer: null };
  };
  return {
    pickFolder: async (input) => take('pick_folder', input).answer,
    pickSave: async (input) => take('pick_save', input).answer,
    pickOpen: async (input) => take('pick_open', input).answer,
    ask: async ({ kind, message, detail, choices, dismissed }) => {
      const taken = take(kind, { message, detail, choices: choices.map(({ choice }) => choice) });
      const chosen = choices.find(({ choice }) => choice === taken.answer);
      return { choice: chosen?.choice ?? dismissed, isRemembered: taken.remember ?? false };
    },
  };
}
