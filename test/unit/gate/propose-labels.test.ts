import { describe, expect, test } from 'vitest';
import { type DescribedTool, proposeLabels } from '../../../core/gate/index.ts';

const tool = (name: string, more: Partial<DescribedTool> = {}, ...names: string[]): DescribedTool => ({
  name,
  description: '',
  hints: {},
  inputSchema: {
    type: 'object',
    properties: Object.fromEntries(names.map((each) => [each, { type: 'string' }])),
  },
  ...more,
});

describe('labels are proposed by the words of a tool', () => {
  test.each([
    ['read_text_file', 'none'],
    ['listOrders', 'none'],
    ['get_deleted_items', 'none'],
    ['read_and_delete', 'destructive'],
    ['send_email', 'egress'],
    ['delete-file', 'destructive'],
    ['createCalendarEvent', 'local'],
    ['transfer', 'money'],
    ['share_document', 'account'],
    ['run_query', 'exec'],
    ['unlock_door', 'physical'],
    ['send_payment', 'money'],
  ])('%s: %s', (name, effect) => {
    expect(proposeLabels(tool(name)).labels.effect).toBe(effect);
  });

  test('what nothing says anything about is proposed as the worst', () => {
    expect(proposeLabels(tool('frobnicate', {}, 'thing'))).toEqual({
      labels: {
        effect: 'egress',
        reversibility: 'irreversible',
        recovery: 'effectful',
        output: 'untrusted',
        sinks: ['*'],
        payload: ['*'],
      },
      reasons: ['Nothing says what it does, so it counts as the worst.'],
    });
  });

  test('arguments that decide who or where, and those that leave', () => {
    expect(
      proposeLabels(tool('send_message', {}, 'recipient', 'chatId', 'body', 'isSilent')).labels,
    ).toMatchObject({
      sinks: ['recipient', 'chatId'],
      payload: ['body'],
    });
  });

  test('a hint makes it stricter at once, and milder only where no word speaks against it', () => {
    expect(proposeLabels(tool('send_note', { hints: { readOnly: true } })).labels.effect).toBe('egress');
    expect(proposeLabels(tool('create_note', { hints: { destructive: true } })).labels.effect).toBe(
      'destructive',
    );
    expect(proposeLabels(tool('frobnicate', { hints: { readOnly: true } })).labels.effect).toBe('none');
  });

  test('what only reads but is given an address can send things to it', () => {
    expect(proposeLabels(tool('get_page', {}, 'url')).labels.effect).toBe('egress');
  });
});
