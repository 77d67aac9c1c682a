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
