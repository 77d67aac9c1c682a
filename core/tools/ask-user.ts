import { z } from 'zod';
import type { Json } from '../base/index.ts';
import type { ToolDeclaration } from './contract.ts';
import { askUserName } from './names.ts';

/** What `ask_user` is asked with: shown to the owner as a question card. */
export const askUserInput = z.object({
  question: z.string().min(1).max(4000).describe('One clear question'),
  options: z
    .array(z.string().min(1).max(300))
    .max(8)
    .optional()
    .describe('Answers to choose from; the owner may also write another'),
  why: z.string().max(2000).optional().describe('What depends on the answer'),
});

const { $schema: _, ...schema } = z.toJSONSchema(askUserInput, { io: 'input' });

/** `ask_user` for the model. It is a custom tool: the harness waits and the owner answers; silence means no. */
export const askUserDeclaration: ToolDeclaration = {
  name: askUserName,
  description:
    'Asks the owner a question and waits for the answer. Use it when the task can be read in several ways, or before something that cannot be undone. No answer means no.',
  input_schema: schema as { [key: string]: Json },
};
