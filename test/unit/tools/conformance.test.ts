import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openHands, textOf } from './support.ts';

// What a caller of the official SDK's agent toolset relies on, case by case, with our tools. Where ours answer otherwise on purpose
// the case says so, and docs/toolset.md why.

type Input = Record<string, unknown>;
/** A name, calls before it, the call, what its answer must be or match. An error begins with `ERROR: `. */
type Case = [name: string, before: [string, Input][], call: [string, Input], expected: string | RegExp];

const write = (file_path: string, content: string): [string, Input] => ['write', { file_path, content }];
const bash = (command: string, more: Input = {}): [string, Input] => ['bash', { command, ...more }];
const read = (file_path: string, view_range?: number[]): [string, Input] => [
  'read',
  { file_path, ...(view_range ? { view_range } : {}) },
];
const edit = (
  file_path: string,
  old_string: string,
  new_string: string,
  more: Input = {},
): [string, Input] => ['edit', { file_path, old_string, new_string, ...more }];
const five = write('five.txt', 'a\nb\nc\nd\ne\n');
const tree = [
  write('src/a.ts', 'alpha'),
  write('src/b.js', 'beta'),
  write('src/deep/c.ts', 'gamma'),
  write('node_modules/m.ts', 'alpha'),
  write('.git/c.ts', 'alpha'),
];

// biome-ignore format: a table
const cases: Record<string, Case[]> = {
  bash: [
    ['gives standard output without the last line end', [], bash('echo hello'), 'hello'],
    ['gives standard error too', [], bash('echo no >&2'), 'no'],
    ['gives both streams in the order they were written', [], bash('echo a; echo b >&2; echo c'), 'a\nb\nc'],
    ['(ours) an exit code is an answer, not a failure of the tool', [], bash('echo x; exit 3'), 'x\n[exit code 3]'],
    ['(ours) says when there was no output', [], bash('true'), '[no output]'],
    ['keeps the current folder for the next call', [bash('mkdir -p d && touch d/f && cd d')], bash('pwd'), '/workspace/d'],
    ['keeps a variable', [bash('x="two words"')], bash('echo "$x"'), 'two words'],
    ['keeps an exported variable for programs', [bash('export Y=1')], bash('env | grep ^Y='), 'Y=1'],
    ['forgets what was unset', [bash('z=1'), bash('unset z')], bash('echo "[$z]"'), '[]'],
    ['keeps folder and variables after a failed command', [bash('cd /mnt/folders; v=1; false')], bash('pwd; echo $v'), '/mnt/folders\n1'],
    ['restart forgets both', [bash('cd /tmp; q=1'), bash('', { restart: true })], bash('pwd; echo "[$q]"'), '/workspace\n[]'],
    ['restart with a command runs it anew', [bash('q=1')], bash('echo "[$q]"', { restart: true }), '[]'],
    ['restart alone says so', [], bash('', { restart: true }), 'bash session restarted'],
    ['needs a command', [], bash(''), /^ERROR: .*command/],
    ['a command that reads gets an end of input at once', [], bash('cat; echo done'), 'done'],
    ['ends at its time', [], bash('sleep 30', { timeout_ms: 150 }), /^ERROR: Killed.*150 ms/],
    ['goes on after an end at its time, with the state of before', [bash('k=1'), bash('k=2; sleep 30', { timeout_ms: 150 })], bash('echo $k'), '1'],
    ['takes colours away', [], bash("printf '\\033[1;31mred\\033[0m\\n'"), 'red'],
    ['an unknown command is 127', [], bash('surely-not-there'), /not found\n\[exit code 127\]/],
    ['a syntax error is an answer', [], bash('if'), /syntax error[\s\S]*exit code 2/],
    ['quotes, pipes and here-documents', [], bash("cat <<'X' | tr a-z A-Z\n$HOME 'q'\nX"), "$HOME 'Q'"],
    ['files are those of the other tools', [write('shared.txt', 'same')], bash('cat shared.txt'), 'same'],
  ],
  read: [
    ['gives the text as it is, without numbers', [five], read('five.txt'), 'a\nb\nc\nd\ne\n'],
    ['an empty file is empty', [write('empty.txt', '')], read('empty.txt'), ''],
    ['a file without a last line end stays so', [write('n.txt', 'x')], read('n.txt'), 'x'],
    ['keeps Windows line ends', [write('w.txt', 'a\r\nb')], read('w.txt'), 'a\r\nb'],
    ['keeps all of Unicode', [write('ü.txt', 'ü€😀\0')], read('ü.txt'), /^(ü€😀|ERROR: .*not text)/],
    ['a range, both ends included', [five], read('five.txt', [2, 3]), 'b\nc'],
    ['one line', [five], read('five.txt', [4, 4]), 'd'],
    ['to the end with -1', [five], read('five.txt', [4, -1]), 'd\ne'],
    ['to the end with 0', [five], read('five.txt', [5, 0]), 'e'],
    ['a first line below 1 is the first', [five], read('five.txt', [0, 2]), 'a\nb'],
    ['a last line beyond the end is the end', [five], read('five.txt', [5, 99]), 'e'],
    ['(ours) a range beyond the end says where it ends', [five], read('five.txt', [9, 12]), /^ERROR: .*no line 9: it ends at line 5/],
    ['(ours) a range that ends before it begins says so', [five], read('five.txt', [3, 2]), /^ERROR: .*ends before it begins/],
    ['a range needs two numbers', [five], read('five.txt', [3]), /^ERROR: bad input/],
    ['needs a path', [], read(''), /^ERROR: bad input/],
    ['a missing file is named', [], read('missing.txt'), /^ERROR: .*missing\.txt/],
    ['a folder is no file', [write('f/x', '1')], read('f'), /^ERROR: .*is a folder/],
    ['absolute paths inside are fine', [five], read('/workspace/five.txt', [1, 1]), 'a'],
    ['outside is refused', [], read('/etc/passwd'), /^ERROR: .*outside/],
    ['going up is refused', [], read('../../etc/passwd'), /^ERROR: .*goes up/],
    ['(ours) a link is not followed to a file', [], read('/mnt/folders/Invoices/leaf'), /^ERROR: /],
    ['a link that leads out is refused', [], read('/mnt/folders/Invoices/out/passwd'), /^ERROR: /],
    ['(ours) 100,000 characters at once instead of 256 KiB', [write('big.txt', 'x\n'.repeat(60_000))], read('big.txt'), /^ERROR: .*too long.*view_range/],
    ['a range of a file that is too long', [write('big.txt', 'x\n'.repeat(60_000))], read('big.txt', [59_999, 60_000]), 'x\nx'],
  ],
  write: [
    ['says how many bytes', [], write('o.txt', 'ü€😀'), 'wrote 9 bytes to /workspace/o.txt'],
    ['makes folders', [write('p/q/r.txt', 'deep')], read('p/q/r.txt'), 'deep'],
    ['replaces', [write('o.txt', 'long long'), write('o.txt', 's')], read('o.txt'), 's'],
    ['writes nothing', [], write('zero.txt', ''), 'wrote 0 bytes to /workspace/zero.txt'],
    ['needs a path', [], write('', 'x'), /^ERROR: bad input/],
    ['(ours) needs a content', [], ['write', { file_path: 'x' }], /^ERROR: bad input/],
    ['a folder is not replaced', [write('g/x', '1')], write('g', 'x'), /^ERROR: .*folder/],
    ['a file is no folder', [write('h', '1')], write('h/x', 'x'), /^ERROR: .*in the way/],
    ['outside is refused', [], write('/etc/x', 'x'), /^ERROR: .*outside/],
    ['a link that leads out is refused', [], write('/mnt/folders/Invoices/out/new', 'x'), /^ERROR: /],
  ],
  edit: [
    ['replaces what is there once', [write('e', 'one two'), edit('e', 'two', '2')], read('e'), 'one 2'],
    ['says how often', [write('e', 'one two')], edit('e', 'two', '2'), 'edited /workspace/e (1 replacement)'],
    ['refuses what is there twice, and says how often', [write('e', 'x x')], edit('e', 'x', 'y'), /^ERROR: .*2 times/],
    ['changes nothing then', [write('e', 'x x'), edit('e', 'x', 'y')], read('e'), 'x x'],
    ['all of them when told to', [write('e', 'x x x')], edit('e', 'x', 'y', { replace_all: true }), /3 replacements/],
    ['overlapping places count once each', [write('e', 'aaaa')], edit('e', 'aa', 'b', { replace_all: true }), /2 replacements/],
    ['what is not there is an error', [write('e', 'x')], edit('e', 'absent', 'y'), /^ERROR: .*not found/],
    ['also with replace_all', [write('e', 'x')], edit('e', 'absent', 'y', { replace_all: true }), /^ERROR: .*not found/],
    ['patterns of replacement mean nothing', [write('e', 'one'), edit('e', 'one', "$& $1 $` $'")], read('e'), "$& $1 $` $'"],
    ['nor do those of regular expressions', [write('e', 'a.c abc'), edit('e', 'a.c', 'x')], read('e'), 'x abc'],
    ['over several lines', [write('e', 'a\nb\nc'), edit('e', 'a\nb', 'z')], read('e'), 'z\nc'],
    ['deletes with an empty text', [write('e', 'a b'), edit('e', ' b', '')], read('e'), 'a'],
    ['an old text is needed', [write('e', 'a')], edit('e', '', 'x'), /^ERROR: bad input/],
    ['(ours) a change that changes nothing is an error', [write('e', 'a')], edit('e', 'a', 'a'), /^ERROR: .*same/],
    ['a missing file is named', [], edit('nothing.txt', 'a', 'b'), /^ERROR: .*nothing\.txt/],
    ['a folder is no file', [write('k/x', '1')], edit('k', 'a', 'b'), /^ERROR: /],
    ['outside is refused', [], edit('/etc/hosts', 'a', 'b'), /^ERROR: .*outside/],
  ],
  glob: [
    ['the latest change first, absolute paths', tree, ['glob', { pattern: 'src/*' }], '/workspace/src/b.js\n/workspace/src/a.ts'],
    ['any depth, without node_modules and .git', tree, ['glob', { pattern: '**/*.ts' }], '/workspace/src/deep/c.ts\n/workspace/src/a.ts'],
    ['alternatives', tree, ['glob', { pattern: 'src/*.{js,md}' }], '/workspace/src/b.js'],
    ['from a folder', tree, ['glob', { pattern: '*.ts', path: 'src' }], '/workspace/src/a.ts'],
    ['no folders, only files', tree, ['glob', { pattern: 'src/*eep' }], /^no matches/],
    ['says when there is nothing', [], ['glob', { pattern: '**/*.nothing' }], /^no matches/],
    ['(ours) an absolute pattern is fine where the session can reach', tree, ['glob', { pattern: '/workspace/src/*.js' }], '/workspace/src/b.js'],
    ['an absolute pattern outside is refused', [], ['glob', { pattern: '/etc/*' }], /^ERROR: .*outside/],
    ['going up is refused', [], ['glob', { pattern: '../*' }], /^ERROR: .*"\.\."/],
    ['going up inside of alternatives is refused', [], ['glob', { pattern: '{..,x}/*' }], /^(ERROR: |no matches)/],
    ['a link that leads out is not entered', [], ['glob', { pattern: 'out/**', path: '/mnt/folders/Invoices' }], /^no matches/],
    ['a missing folder is named', [], ['glob', { pattern: '*', path: 'nowhere' }], /^ERROR: .*nowhere/],
    ['a pattern is needed', [], ['glob', { pattern: '' }], /^ERROR: bad input/],
    ['200 at the most', [bash('mkdir many; for i in $(seq 1 250); do echo > many/$i; done')], ['glob', { pattern: 'many/*' }], /\[the latest 200 of 250\]$/],
  ],
  grep: [
    ['path, line and text', [write('s/a', 'one\ntwo')], ['grep', { pattern: 'tw', path: 's' }], '/workspace/s/a:2:two'],
    ['of one file', [write('s/a', 'one\ntwo')], ['grep', { pattern: '^o', path: 's/a' }], '/workspace/s/a:1:one'],
    ['a regular expression', [write('s/a', 'x1\ny22')], ['grep', { pattern: '\\d{2}', path: 's' }], '/workspace/s/a:2:y22'],
    ['with regard to case', [write('s/a', 'Word')], ['grep', { pattern: 'word', path: 's' }], /^no matches/],
    ['without node_modules and .git', tree, ['grep', { pattern: 'alpha' }], '/workspace/src/a.ts:1:alpha'],
    ['without files that are no text', [write('t/b', 'al\0pha')], ['grep', { pattern: 'al', path: 't' }], /^no matches/],
    ['Windows line ends are no part of a line', [write('u/c', 'end\r\nnext')], ['grep', { pattern: 'end$', path: 'u' }], '/workspace/u/c:1:end'],
    ['a wrong pattern says what is wrong', [], ['grep', { pattern: '(' }], /^ERROR: .*regular expression/],
    ['a pattern is needed', [], ['grep', { pattern: '' }], /^ERROR: bad input/],
    ['a missing folder is named', [], ['grep', { pattern: 'x', path: 'nowhere' }], /^ERROR: .*nowhere/],
    ['outside is refused', [], ['grep', { pattern: 'root', path: '/etc' }], /^ERROR: .*outside/],
    ['a link that leads out is not followed', [], ['grep', { pattern: 'root', path: '/mnt/folders/Invoices' }], /^no matches/],
    ['(ours) finds in long lines too', [write('v/l', `${'y'.repeat(3000)}needle`)], ['grep', { pattern: 'needle$', path: 'v' }], /^\/workspace\/v\/l:1:y{100}/],
  ],
};

describe.each(Object.entries(cases))('%s, as callers of the SDK’s toolset know it', (_, list) => {
  it.each(list)('%s', async (_name, before, [name, input], expected) => {
    const hands = await openHands();
    symlinkSync('/etc', join(hands.root, 'out'));
    hands.put('real.txt', 'real');
    symlinkSync(join(hands.root, 'real.txt'), join(hands.root, 'leaf'));
    for (const [tool, given] of before) await hands.call(tool, given);
    const answer = textOf(await hands.call(name, input));
    if (typeof expected === 'string') expect(answer).toBe(expected);
    else expect(answer).toMatch(expected);
  });
});
