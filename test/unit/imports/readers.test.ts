import { expect, test } from 'vitest';
import { importLimits } from '../../../core/imports/limits.ts';
import { keyOfWords } from '../../../core/imports/reader-thread.ts';
import { unzip } from '../../../core/imports/readers/archive.ts';
import { readFiles } from '../../../core/imports/readers/read-files.ts';
import { sectionsOf } from '../../../core/imports/readers/sections.ts';
import type { ReadItem, SourceFile } from '../../../core/imports/types.ts';
import {
  aiStudioPrompt,
  chatGptConversation,
  claudeCodeLines,
  claudeConversation,
  codexLines,
  docx,
  file,
  geminiActivity,
  json,
  lines,
  slackFiles,
  slackZip,
  utf8,
  zip,
} from './exports.ts';

const read = (...files: SourceFile[]) =>
  readFiles(files, { keyOf: keyOfWords, progress: () => {}, begin: () => {} });
const said = (item: ReadItem | undefined) =>
  item?.messages.map(({ speaker, side, saidAt, text }) => [speaker, side, saidAt, text]);

test('a conversation of the Claude app is read with its dates; thinking, tools and pictures are counted and left out', async () => {
  const { items, problems } = await read(file('anything.bin', json([claudeConversation])));
  expect(problems).toEqual([]);
  expect(items.map(({ format, key, title, leftOut }) => ({ format, key, title, leftOut }))).toEqual([
    {
      format: 'claude',
      key: 'c-1',
      title: 'Planning the garden',
      leftOut: { attachment: 1, thinking: 1, tool_call: 1, tool_result: 1 },
    },
  ]);
  expect(said(items[0])).toEqual([
    ['User', 'user', '2025-03-01T09:00:01.000Z', 'When do I plant the quince tree?'],
    ['Attached: soil.txt', 'document', '2025-03-01T09:00:01.000Z', 'The soil is heavy clay.'],
    ['Claude', 'assistant', '2025-03-01T09:00:09.000Z', 'In late autumn, before the frost.'],
  ]);
});

test('of a tree of ChatGPT the path that was shown last is read, in order', async () => {
  const { items } = await read(file('conversations.json', json([chatGptConversation])));
  expect(items[0]).toMatchObject({
    format: 'chatgpt',
    title: 'Sourdough',
    leftOut: { other_branch: 1, system: 1, tool_call: 1, tool_result: 1, picture: 1 },
  });
  expect(said(items[0])).toEqual([
    ['User', 'user', '2025-02-19T21:20:01.000Z', 'How long does my starter rise?'],
    ['User', 'user', '2025-02-19T21:20:05.000Z', 'Here it is.'],
    ['ChatGPT', 'assistant', '2025-02-19T21:20:06.000Z', 'Six hours at 24 degrees.'],
  ]);
});

test('a tree that runs in circles, or names no current node, still ends', async () => {
  const circle = {
    ...chatGptConversation,
    current_node: 'nowhere',
    mapping: {
      ...chatGptConversation.mapping,
      root: { id: 'root', parent: 'answer-2', children: ['system'], message: null },
    },
  };
  const { items } = await read(file('c.json', json(circle)));
  expect(said(items[0])?.at(-1)?.[3]).toBe('Six hours at 24 degrees.');
});

test('a transcript of Claude Code keeps what was said, not what the program put in', async () => {
  const { items, problems } = await read(file('s-1.jsonl', lines(...claudeCodeLines)));
  expect(problems).toEqual([]);
  expect(items[0]).toMatchObject({
    format: 'claude_code',
    key: 's-1',
    title: 'Fixing the build',
    leftOut: { system: 2, thinking: 1, tool_call: 1, tool_result: 1, side_thread: 1 },
  });
  expect(said(items[0])).toEqual([
    ['User', 'user', '2026-01-15T10:14:50.233Z', 'The build fails on Windows.'],
    ['Claude Code', 'assistant', '2026-01-15T10:15:00.000Z', 'A path uses backslashes.'],
  ]);
});

test('a rollout of Codex is read in its wrapped and its older form', async () => {
  const older = [
    { id: 'x-0', timestamp: '2025-05-01T00:00:00Z', instructions: null },
    { record_type: 'state' },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Old words.' }] },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Old answer.' }] },
  ];
  const { items } = await read(file('a.jsonl', lines(...codexLines)), file('b.jsonl', lines(...older)));
  expect(items.map(({ format, key, title, leftOut }) => ({ format, key, title, leftOut }))).toEqual([
    {
      format: 'codex',
      key: 'x-1',
      title: 'Rename the parser.',
      leftOut: { system: 1, thinking: 1, tool_call: 1, tool_result: 1 },
    },
    { format: 'codex', key: 'x-0', title: 'Old words.', leftOut: {} },
  ]);
  expect(said(items[0])).toEqual([
    ['User', 'user', '2025-12-08T00:37:47.000Z', 'Rename the parser.'],
    ['Codex', 'assistant', '2025-12-08T00:37:51.000Z', 'It is called reader now.'],
  ]);
  expect(said(items[1])).toEqual([
    ['User', 'user', null, 'Old words.'],
    ['Codex', 'assistant', null, 'Old answer.'],
  ]);
});

test('activity of Gemini becomes a conversation a day, and a prompt of AI Studio one', async () => {
  const { items } = await read(
    file('My Activity.json', json(geminiActivity)),
    file('Apples.json', json(aiStudioPrompt)),
  );
  expect(items.map(({ format, title, leftOut }) => ({ format, title, leftOut }))).toEqual([
    { format: 'gemini', title: 'Gemini, 2025-05-01', leftOut: {} },
    { format: 'gemini', title: 'Gemini, 2025-05-02', leftOut: { other: 1 } },
    { format: 'ai_studio', title: 'Apples', leftOut: { system: 1, thinking: 1, picture: 1 } },
  ]);
  expect(said(items[1])).toEqual([
    ['User', 'user', '2025-05-02T08:01:00.123Z', 'how tall is the Zugspitze'],
    ['Gemini', 'assistant', '2025-05-02T08:01:00.123Z', 'It is **2,962** metres tall.'],
  ]);
  expect(said(items[2])?.map(([, , , text]) => text)).toEqual([
    'Name three apples.',
    'Boskoop, Elstar, Topaz.',
  ]);
});

test.each(['zip', 'folder'])(
  'a Slack export as a %s is a conversation for each channel, with people by name',
  async (form) => {
    const files =
      form === 'zip'
        ? [file('team.zip', slackZip())]
        : Object.entries(slackFiles).map(([name, value]) => file(`team/${name}`, json(value)));
    const { items, problems } = await read(...files);
    expect(problems.map(({ why }) => why)).toEqual(['beside_export']);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      format: 'slack',
      key: 'T1 C1',
      title: '#general',
      leftOut: { service: 1, attachment: 1 },
    });
    expect(said(items[0])).toEqual([
      ['Mia', 'person', '2024-02-01T09:01:00.000Z', 'The office moves to Ulm in May.'],
      ['Jonas Roth', 'person', '2024-02-02T09:00:00.000Z', 'See the plan (https://example.org) & tell @Mia'],
    ]);
  },
);

test('on Slack nobody speaks under the name of somebody else: neither who took it, nor a bot', async () => {
  const [mia, jonas] = slackFiles['users.json'];
  const [, spoken] = slackFiles['general/2024-02-01.json'];
  const posing = [
    { ...spoken, files: [] },
    { ...spoken, user: 'U2', text: 'I live in Ulm.', ts: '1706778061.1', files: [] },
    { type: 'message', subtype: 'bot_message', username: 'Mia', bot_id: 'B1', text: 'So do I.', ts: '1706778062.1' },
    { type: 'message', user: 'U9', user_profile: { display_name: 'Mia' }, text: 'And I.', ts: '1706778063.1' },
  ]; // biome-ignore format: a message a line
  const { items } = await read(
    file('team/users.json', json([mia, { ...jonas, profile: { display_name: ' mia' } }])),
    file('team/general/2024-02-01.json', json(posing)),
  );
  expect(said(items[0])?.map(([speaker, , , text]) => [speaker, text])).toEqual([
    ['Mia (U1)', 'The office moves to Ulm in May.'],
    ['mia (U2)', 'I live in Ulm.'],
    ['Mia (B1)', 'So do I.'],
    ['Mia (U9)', 'And I.'],
  ]);
});

test('documents are read by what they are, whatever they are called', async () => {
  const { items, problems } = await read(
    file('heating', docx()),
    file(
      'page.txt',
      utf8('<!doctype html><title>Tariffs</title><h1>Tariffs</h1><p>Night power costs 21 cents.</p>'),
    ),
    file('costs.csv', utf8('month,kWh\nMarch,412\n')),
    file('odd.txt', Uint8Array.from([0x47, 0x72, 0xfc, 0xdf, 0x65])),
    file('program', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1])),
    file('nothing.md', utf8('   \n')),
  );
  const words = Object.fromEntries(
    items.map((item) => [item.file, item.messages.map(({ text }) => text).join('')]),
  );
  expect(words).toMatchObject({
    heating:
      '# Heating\n\nThe boiler was serviced in <March> & May.\n\n- check the filter\n\nkept\ttoo\n\n| Month | kWh |\n| --- | --- |\n| March | 412 |',
    'costs.csv': 'month,kWh\nMarch,412\n',
    'odd.txt': 'Grüße',
  });
  expect(words['page.txt']).toContain('Night power costs 21 cents.');
  expect(items.every(({ format }) => format === 'document')).toBe(true);
  expect(problems.map(({ file: path, why }) => [path, why])).toEqual([
    ['odd.txt', 'encoding_guessed'],
    ['program', 'unsupported'],
    ['nothing.md', 'no_words'],
  ]);
});

test('a long document is cut at its headings, and its sections give it back', () => {
  const text = Array.from(
    { length: 40 },
    (_, at) => `## Part ${at}\n\n${'words and more words. '.repeat(60)}\n\n`,
  ).join('');
  const sections = sectionsOf(text);
  expect(sections.join('')).toBe(text);
  expect(sections.length).toBeGreaterThan(20);
  expect(Math.max(...sections.map(({ length }) => length))).toBeLessThanOrEqual(
    importLimits.sectionCharacters,
  );
  const one = 'x'.repeat(30_000);
  expect(sectionsOf(one).join('')).toBe(one);
});

test('lines that are no JSON are told by their number; what a killed program left half is told, and the rest is kept', async () => {
  const [summary, first, ...others] = claudeCodeLines;
  const { items, problems } = await read(
    file('s.jsonl', lines(summary, 'no json at all', first, '[1]', ...others, '{"type":"user","mess')),
  );
  expect(problems).toEqual([
    { file: 's.jsonl', line: 2, why: 'not_json', count: 1 },
    { file: 's.jsonl', line: 4, why: 'unknown_line', count: 1 },
    { file: 's.jsonl', line: 10, why: 'half_written', count: 1 },
  ]);
  expect(items[0]?.messages).toHaveLength(2);
});

test('archives: what leads out, bombs, archives in archives and damage are refused one by one', async () => {
  const bomb = new Uint8Array(40 * 1024 * 1024);
  const archive = zip({
    '../../outside.txt': utf8('out'),
    'C:/windows.txt': utf8('out'),
    'bomb.txt': [bomb, { level: 9 }],
    'inner.zip': utf8('PK'),
    'picture.png': utf8('no words'),
    'good/notes.md': utf8('The key hangs behind the door.'),
  });
  const { items, problems, unread } = await read(
    file('all.zip', archive),
    file('cut.zip', archive.subarray(0, archive.length / 2)),
  );
  expect(items.map(({ file: path }) => path)).toEqual(['all.zip/good/notes.md']);
  expect(unread).toBe(1);
  expect(problems.map(({ file: path, why }) => [path, why])).toEqual([
    ['all.zip/../../outside.txt', 'unsafe_name'],
    ['all.zip/C:/windows.txt', 'unsafe_name'],
    ['all.zip/bomb.txt', 'too_large'],
    ['all.zip/inner.zip', 'nested_archive'],
    ['cut.zip', 'damaged'],
  ]);
});

test('an archive whose list lies of sizes, or has a name twice, unpacks no more than was let in', async () => {
  const [bomb, good] = [
    zip({ 'a.txt': [new Uint8Array(40 * 1024 * 1024), { level: 9 }] }),
    utf8('Good words.'),
  ];
  const twice = zip({ 'a.txt': good, 'b.txt': [new Uint8Array(40 * 1024 * 1024), { level: 9 }] });
  const named = Buffer.from(twice.buffer).toString('latin1').replaceAll('b.txt', 'a.txt');
  const { items, problems } = await read(
    file('twice.zip', Uint8Array.from(Buffer.from(named, 'latin1'))),
    file('bomb.zip', bomb),
  );
  expect(items.map((item) => said(item)?.map(([, , , text]) => text))).toEqual([['Good words.']]);
  expect(problems.map(({ why }) => why)).toEqual(['too_large', 'too_large']);

  const stored = Buffer.from(zip({ 'a.txt': [new Uint8Array(5000).fill(97), { level: 0 }] }));
  // of its list: the size that it unpacks to
  stored.writeUInt32LE(0, stored.indexOf('PK\x01\x02', 0, 'latin1') + 24);
  const told: string[] = [];
  const { files } = unzip(stored, 'x.zip', { bytes: 1000, files: 10 }, (_, why) => told.push(why));
  expect([files, told]).toEqual([[], ['too_large']]);
});

test('a page in an export that is too deep for its structure is read for its words', async () => {
  const [entry] = geminiActivity.slice(1);
  const deep = { ...entry, safeHtmlItem: [{ html: `${'<x>'.repeat(20_000)}Deep.` }] };
  const { items, problems } = await read(
    file('activity.json', json([deep])),
    file('conversations.json', json([claudeConversation])),
  );
  expect(items.map(({ format }) => format)).toEqual(['gemini', 'claude']);
  expect(said(items[0])?.at(-1)?.[3]).toBe('Deep.');
  expect(problems).toEqual([]);
});

test('values of any other shape end no reading', async () => {
  const odd = [
    { chat_messages: [null, 7, { sender: 3, text: 4, content: 'x' }], uuid: [] },
    { mapping: { a: null, b: { parent: 'b', message: { content: 5 } } }, current_node: 9 },
    { chunkedPrompt: { chunks: [null, { text: 5 }] } },
  ];
  const { items } = await read(
    file('odd.json', json(odd)),
    file('empty.json', utf8('[]')),
    file('deep.json', utf8(`${'['.repeat(5000)}${']'.repeat(5000)}`)),
    file('half.json', utf8('[{"mapping":{"a":')),
  );
  // what is no export is a document: its words are there
  expect(items.map(({ format }) => format)).toEqual(['document', 'document', 'document']);
});

test('an export that repeats a conversation in a file of its own gives it once, and what lies beside an export is no document', async () => {
  const archive = zip({
    'conversations.json': json([claudeConversation]),
    'conversations/c-1.json': json({
      ...claudeConversation,
      chat_messages: claudeConversation.chat_messages.slice(0, 1),
    }),
    'users.json': json([{ uuid: 'a-1', email_address: 'me@example.org' }]),
  });
  const { items, problems } = await read(file('export.zip', archive));
  expect(items).toHaveLength(1);
  expect(items[0]?.messages).toHaveLength(3);
  expect(problems.map(({ file: path, why }) => [path, why])).toEqual([
    ['export.zip/users.json', 'beside_export'],
    ['export.zip/conversations/c-1.json', 'twice'],
  ]);
});

test('a damaged file in an archive takes none of the others along', async () => {
  const archive = zip({
    'a.md': utf8(`first ${'words '.repeat(200)}`),
    'b.md': utf8(`second ${'words '.repeat(200)}`),
    'c.md': utf8('third words'),
  });
  // the first content begins behind a header of 30 bytes and the name
  archive.fill(0xff, 30 + 'a.md'.length, 30 + 'a.md'.length + 8);
  const { items, problems } = await read(file('all.zip', archive));
  expect(items.map(({ title }) => title)).toEqual(['b.md', 'c.md']);
  expect(problems).toEqual([{ file: 'all.zip/a.md', line: null, why: 'damaged', count: 1 }]);
});
