import { expect, test } from 'vitest';
import { declareTool } from '../../../core/tools/define.ts';
import { foreignTool, worstLabels } from '../../../core/tools/index.ts';

const schema = {
  type: 'object',
  properties: {
    to: { type: 'string' },
    cc: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null },
  },
  required: ['to'],
} as const;

const tool = foreignTool({
  name: 'send',
  description: 'Sends.',
  inputSchema: structuredClone(schema) as never,
  labels: worstLabels,
  server: 'Post',
  call: async () => ({ content: [], isError: false }),
});

test('arguments are checked against the schema the tool came with, and stay as they are', () => {
  expect(tool.inputSchema.parse({ to: 'a', more: 1 })).toEqual({ to: 'a', more: 1 });
  expect(tool.inputSchema.safeParse({ to: 1 }).success).toBe(false);
  expect(declareTool(tool).input_schema).toEqual(schema);
});

test('a tool of which nothing is known asks before each call', async () => {
  const preview = await tool.preview({ to: 'a' }, { sessionId: 's', signal: new AbortController().signal });
  expect(preview).toMatchObject({
    sentence: 'Call the tool "send" of "Post". It sends something out.',
    asksBecause: ['It sends something out.'],
    ruleOffered: null,
  });
});

test('a stranger’s regular expression is not run here, and an argument may be called pattern', () => {
  const searching = foreignTool({
    name: 'search',
    description: 'Searches.',
    inputSchema: {
      type: 'object',
      properties: { city: { type: 'string', pattern: '^(a+)+$' }, pattern: { type: 'number' } },
      patternProperties: { '^(b+)+$': { type: 'string' } },
      additionalProperties: false,
    },
    labels: worstLabels,
    call: async () => ({ content: [], isError: false }),
  });
  // it would not come back
  expect(searching.inputSchema.safeParse({ city: `${'a'.repeat(60)}!`, bbb: 'x' }).success).toBe(true);
  expect(searching.inputSchema.safeParse({ pattern: 'x' }).success).toBe(false);
});

test('a tool that nobody labelled is said to be unknown, with the arguments that decide where', async () => {
  const unknown = foreignTool({
    name: 'mcp__post__send',
    title: 'send',
    description: 'Sends.',
    inputSchema: { type: 'object' },
    labels: { ...worstLabels, sinks: ['to'] },
    isUnknown: true,
    server: 'post',
    call: async () => ({ content: [], isError: false }),
  });
  const preview = await unknown.preview(
    { to: 'ann@example.com', body: 'x' },
    { sessionId: 's', signal: new AbortController().signal },
  );
  expect(preview).toMatchObject({
    sentence: 'Call the tool "send" of "post". What it does is not known, so it counts as the worst.',
    facts: [
      { label: 'Server', value: 'post' },
      { label: 'to', value: 'ann@example.com' },
    ],
    asksBecause: ['What it does is not known, so it counts as the worst.'],
  });
});
