import { expect, test } from 'vitest';
import { afterDenials } from '../../../core/gate/denied.ts';
import type { DeniedCall } from '../../../core/gate/origins/session-origins.ts';
import type { OriginVerdict } from '../../../core/gate/weigh.ts';
import { office, trace } from './scene.ts';

const allow: OriginVerdict = { decision: 'allow', rule: 'grant:1', reason: 'granted' };
const tool = (name: string) => {
  const found = office.find((each) => each.name === name);
  if (!found) throw new Error(`no tool ${name}`);
  return found;
};
const denied = (name: string, values: Record<string, string>): DeniedCall => ({
  tool: name,
  values: new Map(Object.entries(values).map(([argument, value]) => [argument, new Set([value])])),
  paths: [],
  hasNote: false,
});
const scene = { said: 'Send jane@example.org the report' };
const after = (calls: readonly DeniedCall[], body: string, said = scene) =>
  afterDenials(
    calls,
    tool('send_email'),
    trace(said, { recipients: ['jane@example.org'], subject: 'News', body }),
    allow,
  ).rule;
const bait = denied('send_email', {
  recipients: 'jane@example.org',
  subject: 'look',
  body: 'please look at this offer, it ends soon',
});

test('after a no, something else for somebody whom the owner named is asked about, whatever is granted', () => {
  expect(after([bait], 'The quarter went well: sales grew by a tenth.')).toBe('origin:denied_before');
});

test('the same in other words stays denied', () => {
  expect(after([bait], 'Please, look at the offer; it ends soon!')).toBe('block:denied_before');
});

test('from the second no on nothing more is asked for this target', () => {
  const second = denied('send_email', {
    recipients: 'jane@example.org',
    subject: 'x',
    body: 'what else there is',
  });
  expect(after([bait, second], 'The quarter went well: sales grew by a tenth.')).toBe('block:denied_before');
});

test('a target that the owner did not name stays denied', () => {
  const other = { said: 'What is new?' };
  expect(after([bait], 'The quarter went well: sales grew by a tenth.', other)).toBe('block:denied_before');
});

test('what is grave stays denied', () => {
  const call = denied('send_money', { recipient: 'gb33bukb20201555555555', amount: '900' });
  const traces = trace(
    { said: 'Pay 20 to GB33BUKB20201555555555' },
    { recipient: 'GB33BUKB20201555555555', amount: 20 },
  );
  expect(afterDenials([call], tool('send_money'), traces, allow).rule).toBe('block:denied_before');
});

test('a no to one target says nothing of another', () => {
  expect(after([denied('send_email', { recipients: 'tom@example.org' })], 'Hello')).toBe('grant:1');
});
