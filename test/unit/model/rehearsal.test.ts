import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIds, type Runtime, systemRuntime } from '../../../core/base/index.ts';
import {
  createRehearsalProvider,
  type ModelBlock,
  type ModelMessage,
  parseRehearsalScript,
  readRehearsalScript,
} from '../../../core/model/index.ts';
import { ask, blocksOf, collect, textOf } from './support.ts';

/** A runtime in which nothing is left to chance and waiting is only written down. */
function stillRuntime(): Runtime & { waited: number[] } {
  const waited: number[] = [];
  const clock = {
    now: () => 1_000,
    monotonic: () => 0,
    sleep: async (ms: number) => {
      waited.push(ms);
    },
  };
  const random = { bytes: (count: number) => new Uint8Array(count), unit: () => 0 };
  return { clock, random, ids: createIds(clock, random), waited };
}

function play(script: unknown, messages: ModelMessage[], runtime: Runtime = stillRuntime()) {
  const provider = createRehearsalProvider({ script: parseRehearsalScript(script, 'test'), runtime });
  return collect(
    provider,
    ask('', { messages, tools: [{ name: 'glob', description: '', input_schema: {} }] }),
  );
}

const user = (text: string): ModelMessage => ({ role: 'user', content: [{ type: 'text', text }] });

function callAndResult(name: string, input: unknown, text: string, is_error = false): ModelMessage[] {
  const id = `toolu_${name}_${JSON.stringify(input)}`;
  return [
    { role: 'assistant', content: [{ type: 'tool_use', id, name, input }] },
    {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: id, content: [{ type: 'text', text }], is_error }],
    },
  ];
}

const says = (when: object, text: string) => ({ when, reply: { blocks: [{ text }] } });

test('a reply streams word by word, the same every time', async () => {
  const script = {
    name: 'words',
    delay_ms: 5,
    steps: [
      {
        reply: {
          blocks: [
            { thinking: 'let me see' },
            { text: 'Two  words.\n\nAnd more ' },
            { tool_use: { name: 'glob', input: { pattern: '**/*' } } },
          ],
          usage: { input_tokens: 10, output_tokens: 4 },
        },
      },
    ],
  };
  const runtime = stillRuntime();
  const events = await play(script, [user('hi')], runtime);
  const usage = { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
  const id = expect.stringMatching(/^toolu_/);
  expect(events).toEqual([
    {
      type: 'message_start',
      id: expect.stringMatching(/^msg_/),
      model: 'test-model',
      usage: { ...usage, output_tokens: 0 },
    },
    { type: 'block_start', index: 0, block: { type: 'thinking' } },
    { type: 'thinking_delta', index: 0, text: 'let' },
    { type: 'thinking_delta', index: 0, text: ' me' },
    { type: 'thinking_delta', index: 0, text: ' see' },
    { type: 'block_stop', index: 0, block: { type: 'thinking', thinking: 'let me see', signature: '' } },
    { type: 'block_start', index: 1, block: { type: 'text' } },
    { type: 'text_delta', index: 1, text: 'Two' },
    { type: 'text_delta', index: 1, text: '  words.' },
    { type: 'text_delta', index: 1, text: '\n\nAnd' },
    { type: 'text_delta', index: 1, text: ' more ' },
    { type: 'block_stop', index: 1, block: { type: 'text', text: 'Two  words.\n\nAnd more ' } },
    { type: 'block_start', index: 2, block: { type: 'tool_use', id, name: 'glob' } },
    { type: 'tool_input_delta', index: 2, partialJson: '{"pattern":"**/*"}' },
    {
      type: 'block_stop',
      index: 2,
      block: { type: 'tool_use', id, name: 'glob', input: { pattern: '**/*' } },
    },
    { type: 'message_stop', stopReason: 'tool_use', usage: { ...usage, output_tokens: 4 } },
  ]);
  expect(runtime.waited).toEqual(Array.from({ length: 8 }, () => 5));
  expect(await play(script, [user('hi')])).toEqual(events);
});

test('the deltas of any text and any input add up to the block', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.jsonValue(), async (text, value) => {
      const plain = text.replaceAll('{{', '');
      const blocks = [{ text: plain }, { thinking: plain }, { tool_use: { name: 'x', input: { value } } }];
      const events = await play({ name: 'any', steps: [{ reply: { blocks } }] }, [user('hi')]);
      const added = ['', '', ''];
      for (const event of events) {
        if (event.type === 'text_delta' || event.type === 'thinking_delta') added[event.index] += event.text;
        if (event.type === 'tool_input_delta') added[event.index] += event.partialJson;
      }
      expect(added.slice(0, 2)).toEqual([plain, plain]);
      expect(JSON.parse(added[2] ?? '')).toEqual(JSON.parse(JSON.stringify(blocks[2]?.tool_use?.input)));
    }),
  );
});

const matching = {
  name: 'matching',
  fallback: 'none',
  steps: [
    says({ last: 'user', turn: 3 }, 'third'),
    says({ last: 'user', contains: 'ALPHA' }, 'contains'),
    says({ last: 'user', matches: '^b.t$' }, 'matches'),
    says({ last: 'user', has_tool: 'glob', contains: 'tool?' }, 'has the tool'),
    says({ has_tool: 'telephone' }, 'never'),
    says({ tool: 'write', is_error: true }, 'write failed'),
    says({ tool: 'write', input_contains: '/workspace/' }, 'written to the workspace'),
    says({ last: 'tool_result', contains: 'three' }, 'a result with three'),
  ],
};

test.each<[string, ModelMessage[]]>([
  ['contains', [user('an alpha here')]],
  ['matches', [user('bat')]],
  ['none', [user('a bat')]],
  ['has the tool', [user('which tool?')]],
  ['third', [user('1'), user('2'), user('alpha')]],
  ['write failed', [user('x'), ...callAndResult('write', { file_path: '/workspace/a' }, 'no', true)]],
  ['written to the workspace', [user('x'), ...callAndResult('write', { file_path: '/workspace/a' }, 'ok')]],
  ['none', [user('x'), ...callAndResult('write', { file_path: '/mnt/a' }, 'ok')]],
  ['a result with three', [user('alpha'), ...callAndResult('read', {}, 'one two three')]],
])('the last input decides: %s', async (expected, messages) => {
  expect(textOf(await play(matching, messages))).toBe(expected);
});

test('a message that came with the results of tools is what came last', async () => {
  const [call, result] = callAndResult('write', { file_path: '/workspace/a' }, 'ok');
  if (!call || !result) throw new Error('impossible');
  const both = {
    role: 'user' as const,
    content: [...result.content, { type: 'text' as const, text: 'alpha' }],
  };
  expect(textOf(await play(matching, [user('x'), call, both]))).toBe('contains');
});

const capturing = {
  name: 'capturing',
  captures: {
    folder: { from: 'tool_result', tool: 'glob', matches: '(/mnt/folders/[^/\\n]+)/' },
    first_csv: { from: 'tool_result', tool: 'glob', matches: '\\S+\\.csv', pick: 'first' },
    last_csv: { from: 'tool_result', tool: 'glob', matches: '\\S+\\.csv' },
    count: [
      { from: 'tool_result', tool: 'run_code', json_path: 'result.rows.0.count' },
      { from: 'system', matches: 'count is (\\d+)' },
    ],
    quoted: { from: 'user', matches: '“(.+)”' },
  },
  steps: [
    says({ contains: 'count' }, 'count={{count}}'),
    {
      when: { captured: ['quoted'] },
      reply: {
        blocks: [
          {
            tool_use: {
              name: 'run_code',
              input: { code: 'f({{quoted|json}})', list: ['{{ quoted }}', 1, null] },
            },
          },
        ],
      },
    },
    says({ tool: 'glob' }, '{{folder}} {{first_csv}} {{last_csv}} {{last_text}}'),
    says({ not_captured: ['folder'] }, 'no folder yet'),
  ],
};

test('captures come from the whole conversation and fill texts', async () => {
  const listing = '/mnt/folders/My energy/a.csv\n/mnt/folders/My energy/b.csv';
  const events = await play(capturing, [user('x'), ...callAndResult('glob', {}, listing)]);
  expect(textOf(events)).toBe(`/mnt/folders/My energy energy/a.csv energy/b.csv ${listing}`);
  expect(textOf(await play(capturing, [user('x')]))).toBe('no folder yet');
  expect(
    textOf(
      await play(capturing, [
        user('x'),
        ...callAndResult('run_code', {}, '{"result":{"rows":[{"count":7}]}}'),
        user('the count'),
      ]),
    ),
  ).toBe('count=7');
});

test('a step whose captures are missing is passed over', async () => {
  expect(textOf(await play(capturing, [user('the count')]))).toBe('no folder yet');
});

test('values go into inputs as they are, and as JSON where asked; a template in a value stays a text', async () => {
  const events = await play(capturing, [user('“say "hi" {{folder}}”')]);
  const quoted = 'say "hi" {{folder}}';
  const expected: ModelBlock[] = [
    {
      type: 'tool_use',
      id: expect.any(String),
      name: 'run_code',
      input: { code: `f(${JSON.stringify(quoted)})`, list: [quoted, 1, null] },
    },
  ];
  expect(blocksOf(events)).toEqual(expected);
});

test('without a match the model says what it can do', async () => {
  const script = {
    name: 'small',
    description: 'I only know tea.',
    steps: [says({ contains: 'tea' }, 'Tea.')],
  };
  const text = textOf(await play(script, [user('coffee')]));
  expect(text).toContain('rehearsal');
  expect(text).toContain('“small”');
  expect(text).toContain('I only know tea.');
});

test('errors, cut streams and one-time steps are played as a real endpoint would show them', async () => {
  const script = parseRehearsalScript(
    {
      name: 'trouble',
      steps: [
        { when: { contains: 'busy' }, times: 2, reply: { error: { status: 529, type: 'overloaded_error' } } },
        {
          when: { contains: 'limit' },
          reply: { error: { status: 429, type: 'rate_limit_error', retry_after: 2.5 } },
        },
        { when: { contains: 'offline' }, reply: { error: {} } },
        { when: { contains: 'cut' }, reply: { blocks: [{ text: 'one two three' }], cut_after: 9 } },
        says({}, 'fine'),
      ],
    },
    'test',
  );
  const provider = createRehearsalProvider({ script, runtime: stillRuntime() });
  const busy = { code: 'model_overloaded', isRetryable: true, status: 529 };
  await expect(collect(provider, ask('busy'))).rejects.toMatchObject(busy);
  await expect(collect(provider, ask('busy'))).rejects.toMatchObject(busy);
  expect(textOf(await collect(provider, ask('busy')))).toBe('fine');
  await expect(collect(provider, ask('very busy'))).rejects.toMatchObject(busy);
  await expect(collect(provider, ask('limit'))).rejects.toMatchObject({
    code: 'model_rate_limited',
    retryAfterMs: 2500,
  });
  await expect(collect(provider, ask('offline'))).rejects.toMatchObject({
    code: 'model_network',
    isRetryable: true,
  });
  const seen: string[] = [];
  const reading = (async () => {
    for await (const event of provider.stream(ask('cut'), new AbortController().signal)) {
      if (event.type === 'text_delta') seen.push(event.text);
      expect(event.type).not.toBe('message_stop');
    }
  })();
  await expect(reading).rejects.toMatchObject({ code: 'model_cut_stream' });
  expect(seen.join('')).toBe('one two t');
});

test('an interrupt stops in the middle, with and without delays', async () => {
  for (const delay_ms of [0, 30]) {
    const script = { name: 'long', delay_ms, steps: [says({}, 'word '.repeat(1000))] };
    const provider = createRehearsalProvider({
      script: parseRehearsalScript(script, 'test'),
      runtime: systemRuntime(),
    });
    const controller = new AbortController();
    let words = 0;
    const reading = (async () => {
      for await (const event of provider.stream(ask('go'), controller.signal)) {
        if (event.type === 'text_delta' && ++words === 3) controller.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'aborted' });
    expect(words).toBe(3);
  }
});

const reply = { blocks: [{ text: 'x' }] };

test.each<[string, unknown, string]>([
  ['no steps', { name: 'x', steps: [] }, 'steps: '],
  ['a misspelt key', { name: 'x', steps: [{ whenn: {}, reply }] }, 'steps[0]: Unrecognized key: "whenn"'],
  [
    'a broken expression',
    { name: 'x', steps: [{ when: { matches: '(' }, reply }] },
    'steps[0].when.matches: Invalid regular expression',
  ],
  [
    'an unknown block',
    { name: 'x', steps: [{ reply: { blocks: [{ image: 'x' }] } }] },
    'steps[0].reply.blocks[0]',
  ],
  [
    'a tool call without input',
    { name: 'x', steps: [{ reply: { blocks: [{ tool_use: { name: 'read' } }] } }] },
    'steps[0].reply.blocks[0].tool_use.input',
  ],
  [
    'neither blocks nor error',
    { name: 'x', steps: [{ reply: {} }] },
    'steps[0].reply: exactly one of "blocks" and "error"',
  ],
  [
    'an unknown capture',
    { name: 'x', steps: [{ reply: { blocks: [{ text: '{{nope}}' }] } }] },
    'steps[0].reply.blocks: there is no capture named "nope"',
  ],
  [
    'an unknown capture in when',
    { name: 'x', steps: [{ when: { captured: ['nope'] }, reply }] },
    'steps[0].when: there is no capture named "nope"',
  ],
  [
    'a capture of nothing',
    { name: 'x', captures: { a: { from: 'user' } }, steps: [{ reply }] },
    'captures.a: exactly one of "matches" and "json_path"',
  ],
  ['a list', [], '(script): Invalid input: expected object'],
])('a script with %s is refused with its place', (_what, script, message) => {
  expect(() => parseRehearsalScript(script, 'my.json')).toThrow(
    expect.objectContaining({ code: 'rehearsal_script_invalid', message: expect.stringContaining(message) }),
  );
  expect(() => parseRehearsalScript(script, 'my.json')).toThrow(/^my\.json is not a rehearsal script:\n/);
});

test('a file that is not JSON is refused with its name', () => {
  expect(() => readRehearsalScript('{"name": ', 'my.json')).toThrow(/^my\.json is not JSON: /);
});
