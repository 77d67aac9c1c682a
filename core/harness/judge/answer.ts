import { z } from 'zod';
import { textOf } from '../../events/index.ts';
import type { Answer } from '../answer.ts';

const answerSchema = z
  .object({ decision: z.enum(['allow', 'ask']), reason: z.string().trim().min(1).max(300) })
  .strict();
type JudgeAnswer = z.infer<typeof answerSchema>;

/** What a judge answered; null for anything but one whole JSON object of the right shape and no call of a tool. */
export function readJudgeAnswer(answer: Answer): JudgeAnswer | null {
  if (answer.stopReason !== 'end_turn') return null;
  if (answer.blocks.some((block) => block.kind === 'call')) return null;
  const texts = answer.blocks.flatMap((block) =>
    block.kind === 'event' && block.event.type === 'agent.message' ? [textOf(block.event.content)] : [],
  );
  if (texts.length !== 1) return null;
  try {
    return answerSchema.safeParse(JSON.parse(texts[0] ?? '')).data ?? null;
  } catch {
    // words around it, or no JSON at all: a judge that does not keep to the form has not judged
    return null;
  }
}
