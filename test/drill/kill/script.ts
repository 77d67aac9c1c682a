import { parseRehearsalScript, type RehearsalScript } from '../../../core/model/index.ts';

/** What the owner may say in the drill; each kind leads the model through other boundaries. */
export const kinds = [
  'text',
  'look',
  'keyed',
  'effect',
  'ask',
  'file',
  'code',
  'many',
  'question',
  'flaky',
  'long',
] as const;
export type Kind = (typeof kinds)[number];

const label = { label: '{{label}}' };
const call = (name: string, input: object) => ({ tool_use: { name, input } });
const papers = (name: string) => ({ file_path: `/mnt/folders/Papers/${name}.txt`, content: '{{label}}\n' });

const code = `
  await tools.ledger_look({ label: {{label|json}} + '/look' });
  await tools.ledger_effect({ label: {{label|json}} + '/effect' });
  try { await tools.ledger_ask({ label: {{label|json}} + '/ask' }); } catch (error) { return 'refused'; }
  return 'done';`;

const replies: Record<Kind, object[]> = {
  text: [{ text: 'Noted {{label}}, word for word.' }],
  look: [call('ledger_look', label)],
  keyed: [call('ledger_keyed', label)],
  effect: [{ text: 'I do it.' }, call('ledger_effect', label)],
  ask: [call('ledger_ask', label)],
  file: [call('write', papers('{{label}}'))],
  code: [call('run_code', { code })],
  many: [
    call('ledger_look', { label: '{{label}}/1' }),
    call('ledger_look', { label: '{{label}}/2' }),
    call('ledger_effect', { label: '{{label}}/3' }),
    call('ledger_keyed', { label: '{{label}}/4' }),
    call('ledger_ask', { label: '{{label}}/5' }),
    call('ledger_ask', { label: '{{label}}/6' }),
  ],
  question: [call('ask_user', { question: 'Which one, {{label}}?' })],
  flaky: [{ text: 'At last: {{label}}.' }],
  long: [{ text: 'Read: {{label}}.' }],
};

/** A model that answers every kind of message deterministically. A message reads `KIND #LABEL`. */
export function drillScript(): RehearsalScript {
  return parseRehearsalScript(
    {
      name: 'drill',
      captures: {
        label: { from: 'user', matches: '#(\\S+)' },
        record: { from: 'user', matches: '<record>\\n([\\s\\S]*?)\\n</record>' },
      },
      steps: [
        {
          when: { last: 'user', contains: 'this session is about to be shortened' },
          reply: { blocks: [{ text: '{{record}}' }] },
        },
        { when: { last: 'tool_result' }, reply: { blocks: [{ text: 'Done.' }] } },
        {
          when: { last: 'user', contains: 'flaky' },
          times: 1,
          reply: { error: { status: 529, type: 'overloaded_error' } },
        },
        ...kinds.map((kind) => ({
          when: { last: 'user', contains: kind },
          reply: { blocks: replies[kind] },
        })),
      ],
      fallback: 'There is nothing to do.',
    },
    'the drill',
  );
}
