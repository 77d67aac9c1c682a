import { deflateRawSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { importLimits } from '../../../core/imports/limits.ts';
import { keyOfWords } from '../../../core/imports/reader-thread.ts';
import { readFiles } from '../../../core/imports/readers/read-files.ts';
import type { ReadItem, SourceFile } from '../../../core/imports/types.ts';
import { pdf } from '../../support/pdf.ts';
import * as exports from './exports.ts';

vi.setConfig({ testTimeout: 60_000 });

const { file, json, utf8, lines, zip } = exports;
const read = (...files: SourceFile[]) =>
  readFiles(files, { keyOf: keyOfWords, progress: () => {}, begin: () => {} });
const wordsOf = (items: readonly ReadItem[]) => items.map(({ messages }) => messages.map(({ text }) => text));
const told = (problems: readonly { file: string; why: string }[]) =>
  problems.map((problem) => [problem.file, problem.why]);
const utf16 = (text: string, order: 'le' | 'be', hasMark = true): Uint8Array => {
  const bytes = Buffer.from(`${hasMark ? '\ufeff' : ''}${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};
const claude = (...texts: string[]) => ({
  uuid: 'c-9',
  name: 'Talk',
  chat_messages: texts.map((text, at) => ({ sender: 'human', text, created_at: `2025-03-01T09:00:0${at}Z` })),
});

test.each([
  ['UTF-8 with its mark', Uint8Array.from([0xef, 0xbb, 0xbf, ...json([claude('Größe 4')])]), []],
  ['UTF-16 with its mark', utf16(JSON.stringify([claude('Größe 4')]), 'le'), []],
  ['UTF-16 the other way round', utf16(JSON.stringify([claude('Größe 4')]), 'be'), []],
  ['UTF-16 without a mark', utf16(JSON.stringify([claude('Größe 4')]), 'le', false), []],
  ['Latin-1', Buffer.from(JSON.stringify([claude('Größe 4')]), 'latin1'), ['encoding_guessed']],
] as const)('an export in %s has its words', async (_, bytes, whys) => {
  const { items, problems } = await read(file('conversations.json', bytes));
  expect(wordsOf(items)).toEqual([['Größe 4']]);
  expect(problems.map(({ why }) => why)).toEqual(whys);
});

test('one broken character makes no other encoding of all the others', async () => {
  const bytes = Buffer.from('Grüße aus Köln, schöne Tage. X Ärger.');
  bytes[bytes.indexOf('X')] = 0xff;
  const { items, problems } = await read(file('a.md', bytes), file('b.txt', utf16('a\ud800b', 'le')));
  expect(wordsOf(items)).toEqual([['Grüße aus Köln, schöne Tage. \ufffd Ärger.'], ['a\ufffdb']]);
  expect(problems.map(({ why }) => why)).toEqual(['encoding_guessed', 'encoding_guessed']);
});

test('line ends of Windows, characters without a width, and half characters end nothing', async () => {
  const parts = Array.from({ length: 4 }, (_, at) => `## Part ${at}\r\n\r\n${'words '.repeat(200)}\r\n\r\n`);
  const { items } = await read(
    file('a.md', utf8(parts.join(''))),
    file('b.json', json([claude('one\u0000two', '\ud83d alone', '\u0000')])),
    file('s.jsonl', utf8(exports.claudeCodeLines.map((line) => `${JSON.stringify(line)}\r\n`).join(''))),
  );
  const byFile = Object.fromEntries(items.map((item) => [item.file, item.messages.map(({ text }) => text)]));
  expect(byFile).toMatchObject({
    'a.md': parts,
    'b.json': ['one\u0000two', '\ufffd alone', '\u0000'],
    's.jsonl': ['The build fails on Windows.', 'A path uses backslashes.'],
  });
});

test('ten megabytes in one line, of whatever, are read', async () => {
  const size = 10_000_000;
  const long = 'x'.repeat(size);
  const { items, problems } = await read(
    file('one-line.txt', utf8(long)),
    file('one-message.json', json([claude(long)])),
    file('brackets.json', utf8('['.repeat(size))),
    file('closed.json', utf8(`${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`)),
    file(
      'lines.jsonl',
      utf8(`${JSON.stringify(exports.claudeCodeLines[1])}\n${'\n'.repeat(size)}{"type":"us`),
    ),
    file('blank.md', utf8(`a${'\n'.repeat(size)}b`)),
  );
  const lengths = Object.fromEntries(
    items.map((item) => [item.file, item.messages.reduce((sum, { text }) => sum + text.length, 0)]),
  );
  expect(lengths).toMatchObject({
    'one-line.txt': size,
    'one-message.json': size,
    'brackets.json': size,
    'closed.json': 2_000_000,
    'lines.jsonl': 'The build fails on Windows.'.length,
  });
  expect(lengths['blank.md']).toBeLessThan(2 * importLimits.sectionCharacters + 1);
  expect(problems.map(({ file: path, line, why }) => [path, line, why])).toEqual([
    ['lines.jsonl', size + 2, 'half_written'],
    ['brackets.json', null, 'json_as_text'],
  ]);
});

test('an export that broke off, or is broken in its middle, gives every conversation that is whole', async () => {
  const [one, two] = [
    claude('First.'),
    { ...claude('Second, with a "quote\\" and a ] in it.'), uuid: 'c-10' },
  ];
  const whole = JSON.stringify([one, exports.chatGptConversation, two]);
  const cut = await read(file('conversations.json', utf8(whole.slice(0, -20))));
  expect(cut.items.map(({ format }) => format)).toEqual(['claude', 'chatgpt']);
  expect(told(cut.problems)).toEqual([['conversations.json', 'half_written']]);
  const broken = await read(
    file(
      'conversations.json',
      utf8(`[${JSON.stringify(one)}, {"uuid": nonsense}, null, ${JSON.stringify(two)}]`),
    ),
  );
  expect(wordsOf(broken.items)).toEqual([['First.'], ['Second, with a "quote\\" and a ] in it.']]);
  expect(told(broken.problems)).toEqual([
    ['conversations.json', 'not_json'],
    ['conversations.json', 'unknown_part'],
  ]);
  const day = JSON.stringify(exports.slackFiles['general/2024-02-01.json']);
  const slack = await read(file('team/general/2024-02-01.json', utf8(`${day.slice(0, -1)},{"type":"mess`)));
  expect(wordsOf(slack.items)).toEqual([['The office moves to Ulm in May.']]);
  expect(told(slack.problems)).toEqual([['team/general/2024-02-01.json', 'half_written']]);
});

test('conversations of one export with one id become one with the messages of both; those without an id stay apart', async () => {
  const older = claude('First.', 'Second.');
  const newer = { ...claude('First.'), chat_messages: [...older.chat_messages.slice(0, 1), { sender: 'human', text: 'Edited.', created_at: '2025-03-01T09:00:02Z' }, { sender: 'human', text: 'Third.', created_at: '2025-03-01T09:00:03Z' }] }; // biome-ignore format: one value
  const nameless = ['a', 'b'].map((text) => ({ chat_messages: [{ sender: 'human', text }] }));
  const { items, problems } = await read(file('conversations.json', json([older, newer, ...nameless])));
  expect(wordsOf(items)).toEqual([['First.', 'Second.', 'Edited.', 'Third.'], ['a'], ['b']]);
  expect(told(problems)).toEqual([['conversations.json', 'twice']]);
});

test('conversations without words are told, and take no others along', async () => {
  const empty = { ...claude(), uuid: 'c-0' };
  const { items, problems } = await read(
    file('conversations.json', json([empty, { ...empty, uuid: 'c-1' }, claude('First.')])),
    file('rollout.jsonl', lines(exports.codexLines[0], '')),
  );
  expect(wordsOf(items)).toEqual([['First.']]);
  expect(problems).toEqual([
    { file: 'conversations.json', line: null, why: 'empty_conversation', count: 2 },
    { file: 'rollout.jsonl', line: null, why: 'empty_conversation', count: 1 },
  ]);
});

test('a tree with a parent that is not there is read as far up as any node leads', async () => {
  const { mapping } = exports.chatGptConversation;
  const { system: _, ...others } = mapping;
  const lost = { ...others, call: { ...mapping.call, parent: 'gone' } };
  const { items } = await read(file('c.json', json([{ ...exports.chatGptConversation, mapping: lost }])));
  expect(wordsOf(items)).toEqual([
    ['How long does my starter rise?', 'Here it is.', 'Six hours at 24 degrees.'],
  ]);
  expect(items[0]?.leftOut).toMatchObject({ other_branch: 1 });
});

test.each([
  [1_740_000_001, '2025-02-19T21:20:01.000Z'],
  [1_740_000_001_000, '2025-02-19T21:20:01.000Z'],
  ['1740000001.5', '2025-02-19T21:20:01.500Z'],
  ['2025-02-19T22:20:01+01:00', '2025-02-19T21:20:01.000Z'],
  ['2025-02-19 21:20:01', '2025-02-19T21:20:01.000Z'],
  ['2025-02-19', '2025-02-19T00:00:00.000Z'],
  [0, null],
  [-5, null],
  [1e300, null],
  ['9999-01-01T00:00:00Z', null],
  ['2025-13-45T00:00:00Z', null],
  ['Message 3', null],
  [null, null],
  [[1_740_000_001], null],
])('a message that was said at %s was said at %s', async (time, saidAt) => {
  const { items } = await read(
    file('c.json', json([{ uuid: 'c', chat_messages: [{ sender: 'human', text: 'x', created_at: time }] }])),
  );
  expect(items[0]?.messages[0]?.saidAt).toBe(saidAt);
});

test('a table keeps its quotes, its line ends and its columns, however many', async () => {
  const row = Array.from({ length: 10_000 }, (_, at) => `"a ""${at}""\nb"`).join(',');
  const { items, problems } = await read(file('wide.csv', utf8(`${row}\r\n${row}\r\n`)));
  expect(wordsOf(items).flat().join('')).toBe(`${row}\r\n${row}\r\n`);
  expect(problems).toEqual([]);
});

/** A zip as the list in it says, whatever lies there. */
function rawZip(
  entries: readonly { name: string; bytes: Buffer; flags?: number; mode?: number; size?: number }[],
) {
  const [parts, list]: [Buffer[], Buffer[]] = [[], []];
  let at = 0;
  for (const { name, bytes, flags = 0, mode = 0o100644, size = bytes.length } of entries) {
    const packed = deflateRawSync(bytes);
    const local = Buffer.alloc(30);
    local.write('PK\x03\x04', 'latin1');
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(size, 22);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.write('PK\x01\x02', 'latin1');
    entry.writeUInt16LE(0x0314, 4);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(size, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE((mode << 16) >>> 0, 38);
    entry.writeUInt32LE(at, 42);
    parts.push(local, Buffer.from(name), packed);
    list.push(entry, Buffer.from(name));
    at += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(list).length, 12);
  end.writeUInt32LE(at, 16);
  return Uint8Array.from(Buffer.concat([...parts, ...list, end]));
}

test('links and encrypted files of an archive are told and left out; many small bombs end at the bound of all', async () => {
  const { items, problems } = await read(
    file('a.zip', rawZip([
      { name: 'notes.md', bytes: Buffer.from('Words.') },
      { name: 'link.txt', bytes: Buffer.from('../../etc/passwd'), mode: 0o120777 },
      { name: 'locked.txt', bytes: Buffer.from('Locked.'), flags: 1 },
    ])),
  ); // biome-ignore format: an entry a line
  expect(wordsOf(items)).toEqual([['Words.']]);
  expect(told(problems)).toEqual([
    ['a.zip/link.txt', 'link'],
    ['a.zip/locked.txt', 'encrypted'],
  ]);
  const million = Buffer.alloc(1_000_000, 'a ');
  const many = rawZip(
    Array.from({ length: 600 }, (_, at) => ({
      name: `${at}.txt`,
      bytes: at === 0 ? million : Buffer.from('x'),
      size: 1_000_000,
    })),
  );
  const bomb = await read(file('b.zip', many));
  const tooLarge = bomb.problems.reduce(
    (sum, { why, count }) => sum + (why === 'too_large' ? count : 0),
    bomb.moreProblems,
  );
  expect(tooLarge).toBeGreaterThan(50);
});

const word = (xml: string) =>
  zip({ '[Content_Types].xml': utf8('<Types/>'), 'word/document.xml': utf8(xml) });
const body = (inside: string, head = '') =>
  `<?xml version="1.0"?>${head}<w:document xmlns:w="x"><w:body>${inside}</w:body></w:document>`;
const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;

test('a Word document reaches nothing outside, expands nothing without bound, and is read however it is nested', async () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "${'ha'.repeat(500)}">${'bcdefg'
    .split('')
    .map((name, at) => `<!ENTITY ${name} "${`&${'abcdef'[at]};`.repeat(20)}">`)
    .join('')}]>`;
  const { items, problems } = await read(
    file('outside.docx', word(body(paragraph('Before &x; after'), '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))),
    file('bomb.docx', word(body(paragraph('Before &g; after'), bomb))),
    file('deep.docx', word(body(`${'<w:sdt>'.repeat(100_000)}${paragraph('Below.')}${'</w:sdt>'.repeat(100_000)}`))),
    file('wide.docx', word(body(paragraph('Wide.').repeat(60_000)))),
    file('none.docx', word('')),
    file('cut.docx', word(body(paragraph('Whole.')).slice(0, -40))),
  ); // biome-ignore format: a document a line
  const words = Object.fromEntries(
    items.map((item) => [item.file, item.messages.map(({ text }) => text).join('')]),
  );
  expect(JSON.stringify(words)).not.toContain('root:');
  for (const [path, text] of Object.entries(words))
    if (path !== 'wide.docx') expect(text.length).toBeLessThan(100_000);
  expect(words['wide.docx']?.split('Wide.').length).toBe(60_001);
  // every one of them is either read or told
  for (const path of ['outside', 'bomb', 'deep', 'none', 'cut'].map((name) => `${name}.docx`))
    expect(path in words || problems.some((problem) => problem.file === path)).toBe(true);
});

test('PDFs: many pages, none of them with words, encrypted, or cut', async () => {
  const page = Buffer.from(pdf('The invoice is due in June.'));
  const locked = Buffer.from(
    page
      .toString('latin1')
      .replace(
        'trailer\n<<',
        'trailer\n<< /Encrypt << /Filter /Standard /V 1 /R 2 /O (01234567890123456789012345678901) /U (01234567890123456789012345678901) /P -4 >> /ID [(a)(a)]',
      ),
    'latin1',
  );
  const { items, problems } = await read(
    file('one.pdf', page),
    file('blank.pdf', pdf('')),
    file('locked.pdf', locked),
    file('cut.pdf', page.subarray(0, 200)),
  );
  expect(items.map((item) => item.file)).toEqual(['one.pdf']);
  expect(told(problems)).toEqual([
    ['blank.pdf', 'no_words'],
    ['locked.pdf', 'damaged'],
    ['cut.pdf', 'damaged'],
  ]);
});
