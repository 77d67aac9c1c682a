import { readFileSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHands, textOf } from './support.ts';

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`).join('\n');

test('read gives text as it is, whole or by lines', async () => {
  const { call, put } = await openHands();
  put('notes.md', `${numbered(1, 10)}\n`);
  const file_path = '/mnt/folders/Invoices/notes.md';
  expect(textOf(await call('read', { file_path }))).toBe(`${numbered(1, 10)}\n`);
  expect(textOf(await call('read', { file_path, view_range: [3, 5] }))).toBe(numbered(3, 5));
  expect(textOf(await call('read', { file_path, view_range: [9, -1] }))).toBe(numbered(9, 10));
  expect(textOf(await call('read', { file_path, view_range: [10, 99] }))).toBe('line 10');
  expect(textOf(await call('read', { file_path, view_range: [11, 12] }))).toMatch(
    /^ERROR: .*has no line 11: it ends at line 10/,
  );
});

test('a long file is read in ranges, found at any depth of it', async () => {
  const { call, put } = await openHands();
  put('long.txt', Array.from({ length: 400_000 }, (_, index) => `row ${index + 1}`).join('\n'));
  const file_path = '/mnt/folders/Invoices/long.txt';
  expect(textOf(await call('read', { file_path }))).toMatch(/^ERROR: .*too long to read at once.*view_range/);
  expect(textOf(await call('read', { file_path, view_range: [399_999, 400_000] }))).toBe(
    'row 399999\nrow 400000',
  );
  expect(textOf(await call('read', { file_path, view_range: [1, 400_000] }))).toMatch(/^ERROR: /);
});

test('an image comes as an image, other bytes as facts', async () => {
  const { call, put } = await openHands();
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  put('dot.png', png);
  put('paper.pdf', Buffer.from('%PDF-1.7\0\0\0binary'));
  const { content } = await call('read', { file_path: '/mnt/folders/Invoices/dot.png' });
  expect(content).toEqual([
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png.toString('base64') } },
  ]);
  expect(textOf(await call('read', { file_path: '/mnt/folders/Invoices/paper.pdf' }))).toMatch(
    /^ERROR: .*not text \(a PDF, 17 bytes, begins with 25 50 44 46/,
  );
});

test('outside of what was granted nothing is read, and the answer says what can be', async () => {
  const { call, root, put } = await openHands({ access: 'read' });
  put('inside.txt', 'inside');
  symlinkSync('/etc', join(root, 'etc'));
  const paths = [
    '/etc/passwd',
    '/mnt/folders/Other/x',
    '../../etc/passwd',
    '/mnt/folders/Invoices/../../../etc/passwd',
    '~/x',
    'C:\\Windows\\x',
    '/mnt/folders/Invoices/etc/passwd',
  ];
  for (const file_path of paths) {
    const text = textOf(await call('read', { file_path }));
    expect([file_path, text]).toEqual([
      file_path,
      expect.stringMatching(/^ERROR: .*(outside of what|cannot be used)/),
    ]);
    expect(text).toContain('/mnt/folders/Invoices (read only)');
  }
  expect(textOf(await call('read', { file_path: '/mnt/folders/Invoices/gone.txt' }))).toMatch(
    /^ERROR: There is no file/,
  );
  expect(textOf(await call('read', { file_path: '/mnt/folders/Invoices' }))).toMatch(/^ERROR: .*is a folder/);
});

test('write makes and replaces files, relative paths in the workspace', async () => {
  const { call, root } = await openHands();
  expect(textOf(await call('write', { file_path: 'a/b.txt', content: 'hällo' }))).toBe(
    'wrote 6 bytes to /workspace/a/b.txt',
  );
  expect(textOf(await call('read', { file_path: '/workspace/a/b.txt' }))).toBe('hällo');
  await call('write', { file_path: '/mnt/folders/Invoices/new/report.md', content: 'one' });
  await call('write', { file_path: '/mnt/folders/Invoices/new/report.md', content: 'two' });
  expect(readFileSync(join(root, 'new/report.md'), 'utf8')).toBe('two');
});

test('a folder granted for reading is not written, and the owner is not even asked', async () => {
  const { call, preview, root, put } = await openHands({ access: 'read' });
  put('x.md', 'kept');
  for (const [tool, input] of [
    ['write', { file_path: '/mnt/folders/Invoices/x.md', content: 'new' }],
    ['edit', { file_path: '/mnt/folders/Invoices/x.md', old_string: 'kept', new_string: 'new' }],
  ] as const) {
    expect(textOf(await call(tool, input))).toMatch(/^ERROR: .*for reading only/);
    await expect(preview(tool, input)).rejects.toMatchObject({
      code: 'read_only',
      message: expect.stringMatching(/for reading only/),
    });
  }
  expect(readFileSync(join(root, 'x.md'), 'utf8')).toBe('kept');
});

test('edit replaces what is there exactly once, or everywhere when told to', async () => {
  const { call, root, put } = await openHands();
  put('x.md', 'price: 1\nprice: 2\n$& end\n');
  const file_path = '/mnt/folders/Invoices/x.md';
  expect(textOf(await call('edit', { file_path, old_string: 'price', new_string: 'cost' }))).toMatch(
    /^ERROR: .*occurs 2 times/,
  );
  expect(textOf(await call('edit', { file_path, old_string: 'price: 2', new_string: '$& $1' }))).toBe(
    `edited ${file_path} (1 replacement)`,
  );
  expect(
    textOf(await call('edit', { file_path, old_string: 'e', new_string: 'E', replace_all: true })),
  ).toMatch(/2 replacements/);
  expect(readFileSync(join(root, 'x.md'), 'utf8')).toBe('pricE: 1\n$& $1\n$& End\n');
  expect(textOf(await call('edit', { file_path, old_string: 'nowhere', new_string: '' }))).toMatch(
    /^ERROR: old_string was not found/,
  );
  expect(
    textOf(await call('edit', { file_path: '/workspace/none', old_string: 'a', new_string: '' })),
  ).toMatch(/^ERROR: There is no file/);
});

test('edit keeps encoding and line ends, and says when they are what differs', async () => {
  const { call, root, put } = await openHands();
  put('mark.txt', Buffer.from('\ufeffone\r\ntwo\r\n', 'utf8'));
  put('wide.txt', Buffer.from('\ufeffone two', 'utf16le'));
  const at = (name: string) => `/mnt/folders/Invoices/${name}`;
  expect(
    textOf(await call('edit', { file_path: at('mark.txt'), old_string: 'one\ntwo', new_string: 'x' })),
  ).toMatch(/Windows line ends/);
  await call('edit', { file_path: at('mark.txt'), old_string: 'one', new_string: 'eins' });
  await call('edit', { file_path: at('wide.txt'), old_string: 'two', new_string: 'zwei' });
  expect(readFileSync(join(root, 'mark.txt'))).toEqual(Buffer.from('\ufeffeins\r\ntwo\r\n', 'utf8'));
  expect(readFileSync(join(root, 'wide.txt'))).toEqual(Buffer.from('\ufeffone zwei', 'utf16le'));
});

test('glob lists the latest first, over every granted folder', async () => {
  const { call, put, root } = await openHands();
  put('old.csv', 'a');
  put('sub/new.csv', 'b');
  put('.git/hidden.csv', 'c');
  put('note.md', 'd');
  utimesSync(join(root, 'old.csv'), 1000, 1000);
  expect(textOf(await call('glob', { pattern: '**/*.csv', path: '/mnt/folders' }))).toBe(
    '/mnt/folders/Invoices/sub/new.csv\n/mnt/folders/Invoices/old.csv',
  );
  expect(textOf(await call('glob', { pattern: '/mnt/folders/Invoices/*.{csv,md}' }))).toBe(
    '/mnt/folders/Invoices/note.md\n/mnt/folders/Invoices/old.csv',
  );
  expect(textOf(await call('glob', { pattern: '**/*' }))).toMatch(/^no matches\. Reachable: \/workspace/);
  expect(textOf(await call('glob', { pattern: '../*' }))).toMatch(/^ERROR: /);
  expect(textOf(await call('glob', { pattern: '*', path: '/etc' }))).toMatch(/^ERROR: .*outside/);
  expect(
    textOf(await call('glob', { pattern: '*(o|n)*.@(csv|md)', path: '/mnt/folders/Invoices' })).split('\n'),
  ).toHaveLength(2);
});

test('a pattern that never ends is stopped with the turn, and the window goes on', async () => {
  const { call, put, controller } = await openHands();
  put('a.txt', `${'a'.repeat(40)}!\n`);
  const path = '/mnt/folders';
  expect(textOf(await call('grep', { pattern: '^a+!$', path }))).toBe(
    `${path}/Invoices/a.txt:1:${'a'.repeat(40)}!`,
  );
  const running = call('grep', { pattern: '^(a+)+$', path });
  setTimeout(() => controller.abort(new Error('stopped')), 300);
  await expect(running).rejects.toThrow('stopped');
});

test('grep finds lines in text files only', async () => {
  const { call, put } = await openHands();
  put('a.md', 'Total: 12\r\nnothing\nTotal: 13');
  put('b.bin', Buffer.from([0, 1, 2, 84, 111, 116, 97, 108]));
  put('.env', 'Total=secret');
  const path = '/mnt/folders/Invoices';
  expect(textOf(await call('grep', { pattern: 'Total\\S?\\s\\d+', path }))).toBe(
    `${path}/a.md:1:Total: 12\n${path}/a.md:3:Total: 13\n[1 protected file not searched]`,
  );
  expect(textOf(await call('grep', { pattern: '13', path: `${path}/a.md` }))).toBe(
    `${path}/a.md:3:Total: 13`,
  );
  expect(textOf(await call('grep', { pattern: 'zzz', path }))).toMatch(/^no matches in 1 file/);
  expect(textOf(await call('grep', { pattern: '(', path }))).toMatch(
    /^ERROR: .*not a valid regular expression/,
  );
});

test('a result of more than 100,000 characters goes to a file', async () => {
  const { call, put } = await openHands();
  put('many.txt', Array.from({ length: 8000 }, (_, index) => `match number ${index}`).join('\n'));
  const outcome = await call('grep', { pattern: 'match', path: '/mnt/folders' });
  const text = textOf(outcome);
  expect(text.length).toBeLessThan(12_000);
  const file = String(outcome.details?.file);
  expect(text).toContain(file);
  expect(file).toMatch(/^\/workspace\/\.outputs\/sevt_\w+\.txt$/);
  expect(textOf(await call('read', { file_path: file, view_range: [8000, 8000] }))).toMatch(
    /many\.txt:8000:match number 7999$/,
  );
});

test('the preview of a new file says so, asks, and offers the rule', async () => {
  const { preview } = await openHands();
  const shown = await preview('write', {
    file_path: '/mnt/folders/Invoices/report.md',
    content: `${'x'.repeat(1200)}\n`,
  });
  expect(shown).toEqual({
    sentence: 'Write "report.md" (1.2 kB) into your folder "Invoices". The file is new.',
    target: 'folder',
    effect: 'local',
    reversibility: 'reversible',
    paths: ['/mnt/folders/Invoices/report.md'],
    facts: [
      { label: 'File', value: '/mnt/folders/Invoices/report.md' },
      { label: 'New size', value: '1.2 kB, 2 lines' },
    ],
    diffs: [{ path: '/mnt/folders/Invoices/report.md', before: null, after: `${'x'.repeat(1200)}\n` }],
    asksBecause: ['It changes a file in your folder "Invoices".'],
    ruleOffered: {
      tool: 'write',
      match: { path_prefix: '/mnt/folders/Invoices' },
      text: 'Let the agent write files in "Invoices" for the rest of this session',
    },
  });
});

test('the preview of a replacement tells whether it can be undone; of an edit, what changes', async () => {
  const { preview, put, root } = await openHands();
  put('x.md', 'old words');
  const replaced = await preview('write', { file_path: '/mnt/folders/Invoices/x.md', content: 'new words' });
  expect(replaced).toMatchObject({
    sentence: 'Replace "x.md" in your folder "Invoices" (9 bytes now) by 9 bytes; you can undo it later.',
    reversibility: 'reversible',
    diffs: [{ before: 'old words', after: 'new words' }],
  });
  put('huge.txt', Buffer.alloc(20 * 1024 * 1024 + 1, 'x'));
  expect(
    await preview('write', { file_path: '/mnt/folders/Invoices/huge.txt', content: 'short' }),
  ).toMatchObject({
    sentence: expect.stringContaining('it is too large to be kept, so this cannot be undone.'),
    reversibility: 'irreversible',
  });
  const edited = await preview('edit', {
    file_path: '/mnt/folders/Invoices/x.md',
    old_string: 'old',
    new_string: 'older',
  });
  expect(edited).toMatchObject({
    sentence: 'Change "x.md" in your folder "Invoices" in 1 place; you can undo it later.',
    diffs: [{ before: 'old words', after: 'older words' }],
    ruleOffered: { tool: 'edit' },
  });
  expect(readFileSync(join(root, 'x.md'), 'utf8')).toBe('old words');
  await expect(
    preview('edit', { file_path: '/mnt/folders/Invoices/x.md', old_string: 'none', new_string: '' }),
  ).rejects.toMatchObject({ code: 'invalid_request' });
});

test('a preview shows no difference that is too large or not text, and says so', async () => {
  const { preview, put } = await openHands();
  put('x.bin', Buffer.from([0, 1, 2, 3]));
  const binary = await preview('write', { file_path: '/mnt/folders/Invoices/x.bin', content: 'text' });
  expect(binary.diffs).toEqual([]);
  expect(binary.facts).toContainEqual({
    label: 'Size now',
    value: '4 bytes (binary data, 4 bytes, begins with 00 01 02 03)',
  });
  const large = await preview('write', {
    file_path: '/mnt/folders/Invoices/large.txt',
    content: 'x'.repeat(200_001),
  });
  expect(large.diffs).toEqual([]);
  expect(large.facts.map((fact) => fact.label)).toEqual(['File', 'New size', 'Difference']);
});

test('a name cannot show itself as another', async () => {
  const { preview } = await openHands();
  const { sentence } = await preview('write', {
    file_path: '/mnt/folders/Invoices/gnp.\u202etxt"',
    content: '',
  });
  expect(sentence).toBe(
    'Write "gnp.\ufffdtxt\u201d" (0 bytes) into your folder "Invoices". The file is new.',
  );
});

test('the workspace never asks, and reading never asks', async () => {
  const { preview, put } = await openHands();
  put('x.md', 'x');
  const calls = [
    ['write', { file_path: 'x.md', content: 'x' }],
    ['read', { file_path: '/mnt/folders/Invoices/x.md' }],
    ['read', { file_path: '/etc/passwd' }],
    ['glob', { pattern: '*', path: '/mnt/folders' }],
    ['grep', { pattern: 'x', path: '/mnt/folders' }],
    ['think', { thought: 'hm' }],
    ['recall', { query: 'x' }],
    ['remember', { text: 'x' }],
    ['run_code', { code: '1' }],
  ] as const;
  for (const [name, input] of calls) {
    const { asksBecause, ruleOffered } = await preview(name, input);
    expect([name, asksBecause, ruleOffered]).toEqual([name, [], null]);
  }
});

test('two edits of one file at the same time both land', async () => {
  const { call, put, root } = await openHands();
  put('x.md', 'agent words and owner words');
  const file_path = '/mnt/folders/Invoices/x.md';
  const edits = await Promise.all([
    call('edit', { file_path, old_string: 'agent', new_string: 'robot' }),
    call('edit', { file_path: '/mnt//folders/Invoices/./x.md', old_string: 'owner', new_string: 'person' }),
  ]);
  expect(edits.map((edit) => edit.isError)).toEqual([false, false]);
  expect(readFileSync(join(root, 'x.md'), 'utf8')).toBe('robot words and person words');
});
