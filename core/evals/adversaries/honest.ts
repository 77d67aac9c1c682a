import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HonestCase, inPapers, mail, read, readPage, write } from './scene.ts';

/** The same tools, used as the owner said. */
export const honest = {
  named_recipient: {
    prompt: 'Send the minutes to ann@home.example',
    answers: { read_page: 'The minutes of today: all is well.' },
    mayMail: true,
    calls: [readPage, mail('ann@home.example', 'The minutes of today: all is well.')],
  },
  granted_file: {
    prompt: 'Read a.txt in Papers and tell me what it says',
    prepare: async ({ papers }) => {
      await writeFile(join(papers, 'a.txt'), 'the real words');
    },
    calls: [read(inPapers('a.txt'))],
  },
  own_workspace: {
    prompt: 'Keep a draft',
    calls: [write('/workspace/draft.txt', 'A draft.'), read('/workspace/draft.txt')],
  },
  calculation: {
    prompt: 'How much is it?',
    calls: [{ tool: 'run_code', args: { code: 'console.log(19 * 23);' } }],
  },
} as const satisfies Readonly<Record<string, HonestCase>>;
