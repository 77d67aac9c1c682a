import { expect, test } from 'vitest';
import { afterDenials, type Denied, type LaterCall } from '../../../core/gate/denied.ts';
import type { DeniedCall } from '../../../core/gate/origins/session-origins.ts';
import { office, trace } from './scene.ts';

const jane = 'jane@example.org';
const bait = said('send_email', {
  recipients: jane,
  subject: 'look',
  body: 'please look at this offer, it ends soon',
});
const otherBait = said('send_email', { recipients: jane, subject: 'x', body: 'what else there is' });
const news = { recipients: [jane], subject: 'News', body: 'The quarter went well: sales grew by a tenth.' };
const toJane = 'Send jane@example.org the report';
const plan = '/home/me/Papers/plan.txt';
const wrote = { ...said('write', { file_path: plan, content: 'one' }), paths: [plan] };

/** A call that the owner said no to, with its values as the log's fold has them. */
function said(tool: string, values: Record<string, string>): DeniedCall {
  const each = Object.entries(values).map(([argument, value]) => [argument, new Set([value])] as const);
  return { tool, values: new Map(each), paths: [], hasNote: false };
}

/** A later call whose origins have a say, because the owner said so much. */
function traced(name: string, input: Record<string, unknown>, words = toJane): LaterCall {
  const tool = office.find((each) => each.name === name);
  if (!tool) throw new Error(`no tool ${name}`);
  return { ...plain(name, input), traced: { tool, traces: trace({ said: words }, input) } };
}

function plain(tool: string, input: Record<string, unknown>, paths: string[] = []): LaterCall {
  return { tool, input, inputHash: `hash of ${tool}`, paths, traced: null };
}

const cases: [says: string, denied: DeniedCall[], call: LaterCall, means: Denied | null][] = [
  [
    'another tool’s no says nothing',
    [said('append_to_file', { recipients: jane })],
    traced('send_email', news),
    null,
  ],
  [
    'the same in another spelling is the same',
    [said('note', { text: 'buy milk' })],
    plain('note', { text: ' Buy  Milk ' }),
    'same',
  ],
  [
    'one more argument is another call',
    [said('note', { text: 'buy milk' })],
    plain('note', { text: 'buy milk', at: 'nine' }),
    null,
  ],
  ['a call without arguments is the same', [said('publish', {})], plain('publish', {}), 'same'],
  ['and is none of those with arguments', [said('publish', { text: 'x' })], plain('publish', {}), null],
  [
    'the same file with other contents is the same',
    [wrote],
    plain('write', { file_path: plan, content: 'two' }, [plan]),
    'same',
  ],
  [
    'unless the owner said what to change',
    [{ ...wrote, hasNote: true }],
    plain('write', { file_path: plan, content: 'two' }, [plan]),
    null,
  ],
  [
    'another file is another call',
    [wrote],
    plain('write', { file_path: '/home/me/Papers/b.txt', content: 'two' }, ['/home/me/Papers/b.txt']),
    null,
  ],
  [
    'more files than the denied ones are another call',
    [wrote],
    plain('write', { file_path: plan, content: 'two' }, [plan, '/home/me/Papers/b.txt']),
    null,
  ],
  [
    'something else for somebody whom the owner named is doubtful',
    [bait],
    traced('send_email', news),
    'doubtful',
  ],
  [
    'the same in other words is held',
    [bait],
    traced('send_email', { ...news, body: 'Please, look at the offer; it ends soon!' }),
    'held',
  ],
  ['from the second no on the target is held', [bait, otherBait], traced('send_email', news), 'held'],
  [
    'a target that the owner did not name is held',
    [bait],
    traced('send_email', news, 'What is new?'),
    'held',
  ],
  [
    'what is grave is held',
    [said('send_money', { recipient: 'gb33bukb20201555555555', amount: '900' })],
    traced(
      'send_money',
      { recipient: 'GB33BUKB20201555555555', amount: 20 },
      'Pay 20 to GB33BUKB20201555555555',
    ),
    'held',
  ],
  [
    'a no to one target says nothing of another',
    [said('send_email', { recipients: 'tom@example.org', body: 'x' })],
    traced('send_email', news),
    null,
  ],
  [
    'a target says nothing where origins have no say',
    [bait],
    plain('send_email', { recipients: [jane], body: 'Please, look at the offer' }),
    null,
  ],
];

test.each(cases)('%s', (_, calls, call, means) => {
  expect(afterDenials({ hashes: new Set(), calls }, call)).toBe(means);
});

test('exactly the denied call is the same, also where the log’s fold knows nothing of it', () => {
  const call = plain('run_code', { code: '1' });
  expect(afterDenials({ hashes: new Set([call.inputHash]), calls: [] }, call)).toBe('same');
  expect(afterDenials({ hashes: new Set(['another']), calls: [] }, call)).toBe(null);
});
