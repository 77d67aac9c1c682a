import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const turn = z.object({ speaker: z.string(), dia_id: z.string(), text: z.string().catch('') });
const sample = z.object({
  sample_id: z.string(),
  conversation: z.record(z.string(), z.unknown()),
  qa: z.array(
    z.object({
      question: z.coerce.string(),
      evidence: z.array(z.coerce.string()).catch([]),
      category: z.number(),
    }),
  ),
});

export interface Turn {
  /** `D3:7`: the seventh turn of the third session. */
  id: string;
  speaker: string;
  text: string;
}

export interface Sitting {
  number: number;
  /** When it took place; the conversations name no time zone. */
  saidAt: Date;
  turns: Turn[];
}

export interface Question {
  text: string;
  /** Ids of the turns that answer it. */
  evidence: string[];
  category: number;
}

export interface Conversation {
  id: string;
  sittings: Sitting[];
  questions: Question[];
}

/** The conversations of every `locomo*.json` in the folder. Questions without usable evidence are left out. */
export function readLocomo(folder: string): Conversation[] {
  const names = readdirSync(folder).filter((name) => /^locomo.*\.json$/.test(name));
  return names
    .toSorted()
    .flatMap((name) => z.array(sample).parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))))
    .map(toConversation);
}

const learntFrom = ['conv-26', 'conv-30', 'conv-41'];

/** Those that everything that is learnt is learnt from. */
export const trainedOn = (folder: string): Conversation[] =>
  readLocomo(folder).filter(({ id }) => learntFrom.includes(id));

function toConversation({ sample_id: id, conversation, qa }: z.infer<typeof sample>): Conversation {
  const sittings: Sitting[] = [];
  for (
    let number = 1;
    `session_${number}` in conversation || `session_${number}_date_time` in conversation;
    number += 1
  ) {
    const turns = z.array(turn).catch([]).parse(conversation[`session_${number}`]);
    if (turns.length === 0) continue;
    sittings.push({
      number,
      saidAt: timeOf(z.string().parse(conversation[`session_${number}_date_time`])),
      turns: turns.map(({ speaker, dia_id, text }) => ({ id: dia_id, speaker, text })),
    });
  }
  const known = new Set(sittings.flatMap(({ turns }) => turns.map((each) => each.id)));
  const questions = qa.map(({ question, evidence, category }) => ({
    text: question,
    evidence: [...new Set(evidence.flatMap(idsOf))].filter((each) => known.has(each)),
    category,
  }));
  return { id, sittings, questions: questions.filter(({ evidence }) => evidence.length > 0) };
}

// repairs `D:11:26` and `D8:6; D9:17`
function idsOf(evidence: string): string[] {
  return [...evidence.matchAll(/D:?(\d+):(\d+)/g)].map(
    ([, session, number]) => `D${Number(session)}:${Number(number)}`,
  );
}

// "1:56 pm on 8 May, 2023"
function timeOf(words: string): Date {
  const match = /^(\d+):(\d+) (am|pm) on (\d+) (\w+),? (\d+)$/.exec(words.trim());
  if (!match) throw new Error(`no time: ${words}`);
  const [, hour, minute, half, day, month, year] = match;
  const time = new Date(`${day} ${month} ${year} ${hour}:${minute} ${half} UTC`);
  if (Number.isNaN(time.getTime())) throw new Error(`no time: ${words}`);
  return time;
}
