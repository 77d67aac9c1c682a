import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import {
  createRehearsalProvider,
  demoScript,
  type ModelMessage,
  type ToolUseBlock,
} from '../../../core/model/index.ts';
import { createSandboxPool } from '../../../core/sandbox/index.ts';
import { ask, blocksOf, collect, textOf } from './support.ts';

const fixture = join(import.meta.dirname, '../../fixtures/demo-folder');

type Answer = { text: string; isError?: boolean };
type Folder = Record<string, string>;

/** How the tool answers about a note whose words come from files. */
const putAside = 'Put aside for the owner to look at: its words come from what others wrote.';

const demoFolder: Folder = Object.fromEntries(
  readdirSync(fixture).map((name) => [
    `/mnt/folders/Our energy/${name}`,
    readFileSync(join(fixture, name), 'utf8'),
  ]),
);

/** What the session's tools would answer, over files held in a record; code runs in the real sandbox. */
async function answerOf(
  call: ToolUseBlock,
  folder: Folder,
  written: Folder,
  { mayWrite, noted }: { mayWrite: boolean; noted: string },
): Promise<Answer> {
  const input = call.input as Record<string, string>;
  const path = input.file_path ?? '';
  if (call.name === 'glob') {
    const paths = Object.keys({ ...folder, ...written });
    return { text: paths.length > 0 ? paths.join('\n') : 'No files match.' };
  }
  if (call.name === 'read') return readNumbered(folder, path);
  if (call.name === 'remember') return { text: noted };
  if (call.name === 'write') {
    if (!mayWrite && path.startsWith('/mnt/'))
      return { text: 'The owner denied this call: not in this folder, please', isError: true };
    written[path] = input.content ?? '';
    return { text: `Wrote ${path}.` };
  }
  if (call.name !== 'run_code') return { text: `no tool ${call.name}`, isError: true };
  return runInSandbox(input.code ?? '', folder);
}

const pool = createSandboxPool({ workerPath: inject('workers').sandbox });
afterAll(() => pool.close());

async function runInSandbox(code: string, folder: Folder): Promise<Answer> {
  const lines: string[] = [];
  const result = await pool.run({
    taskId: 'demo',
    code,
    language: 'javascript',
    hostFunctions: {
      read: async (json) =>
        JSON.stringify(readNumbered(folder, (JSON.parse(json) as { file_path: string }).file_path).text),
    },
    onOutput: (_stream, text) => lines.push(text),
    signal: new AbortController().signal,
  });
  return result.ok ? { text: lines.join('\n') } : { text: result.message, isError: true };
}

function readNumbered(folder: Folder, path: string): Answer {
  const text = folder[path];
  if (text === undefined) return { text: `${path} does not exist.`, isError: true };
  return {
    text: text
      .split('\n')
      .map((line, index) => `${String(index + 1).padStart(6)}\t${line}`)
      .join('\n'),
  };
}

/** A session of the rehearsal from the owner's messages: what was called, what was said last after each message. */
async function live(
  messages: string[],
  options: { folder?: Folder; mayWrite?: boolean; noted?: string } = {},
) {
  const { folder = demoFolder, mayWrite = true, noted = putAside } = options;
  const runtime = systemRuntime();
  const provider = createRehearsalProvider({
    script: demoScript(),
    runtime: { ...runtime, clock: { ...runtime.clock, sleep: async () => {} } },
  });
  const tools = ['run_code', 'read', 'write', 'glob', 'remember'].map((name) => ({
    name,
    description: '',
    input_schema: {},
  }));
  const history: ModelMessage[] = [];
  const calls: ToolUseBlock[] = [];
  const said: string[] = [];
  const written: Folder = {};
  for (const message of messages) {
    history.push({ role: 'user', content: [{ type: 'text', text: message }] });
    for (let turn = 0; turn < 12; turn += 1) {
      const events = await collect(provider, ask('', { messages: history, tools }));
      const blocks = blocksOf(events);
      history.push({ role: 'assistant', content: blocks });
      const uses = blocks.filter((block) => block.type === 'tool_use');
      if (uses.length === 0) {
        said.push(textOf(events));
        break;
      }
      calls.push(...uses);
      const results = await Promise.all(
        uses.map((use) => answerOf(use, folder, written, { mayWrite, noted })),
      );
      history.push({
        role: 'user',
        content: results.map(({ text, isError = false }, index) => ({
          type: 'tool_result' as const,
          tool_use_id: uses[index]?.id ?? '',
          content: [{ type: 'text' as const, text }],
          is_error: isError,
        })),
      });
    }
  }
  return { calls: calls.map((call) => call.name), inputs: calls.map((call) => call.input), said, written };
}

/** The bill of the fixture, computed with nothing of the demo's. */
function expectedBill() {
  const csv = readFileSync(join(fixture, 'electricity-2026-09.csv'), 'utf8').trim().split('\n').slice(1);
  let [day, night, counted] = [0, 0, 0];
  for (const line of csv) {
    const [, , tariff, kwh, quality] = line.split(',');
    if (quality === 'estimated') continue;
    counted += 1;
    if (tariff === 'day') day += Math.round(Number(kwh) * 100);
    else night += Math.round(Number(kwh) * 100);
  }
  const cents = (day * 31.84 + night * 22.47) / 100 + 1290;
  return { rows: csv.length, counted, cost: (cents / 100).toFixed(2) };
}

const task = 'Work out what the electricity cost and write a short report.';

test('the demo reads, computes the right figure, writes a report, makes a note and sums up', async () => {
  const { rows, counted, cost } = expectedBill();
  const { calls, inputs, said, written } = await live([task]);
  expect(calls).toEqual(['glob', 'read', 'read', 'read', 'run_code', 'write', 'remember']);
  expect(rows - counted).toBe(6);
  const path = '/mnt/folders/Our energy/report.md';
  expect(Object.keys(written)).toEqual([path]);
  expect(written[path]).toContain(`The electricity cost ${cost} EUR.`);
  expect(written[path]).toContain(`from ${counted} rows; ${rows - counted} rows left out`);
  expect(inputs.at(-1)).toEqual({
    text: `The electricity cost ${cost} EUR (from /mnt/folders/Our energy/electricity-2026-09.csv; report in ${path}).`,
  });
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(`The note with the figure **${cost}** waits for you in the memory`);
  const remembered = await live([task], { noted: 'Remembered.' });
  expect(remembered.said[0]).toContain(`I remembered the figure **${cost}**`);
});

test('a changed file changes the figure: nothing is hard coded', async () => {
  const folder = Object.fromEntries(
    Object.entries(demoFolder).map(([path, text]) => [
      path.replace('Our energy', 'other'),
      text.replaceAll('0.3184', '0.5'),
    ]),
  );
  const { said, written } = await live([task], { folder });
  expect(Object.keys(written)).toEqual(['/mnt/folders/other/report.md']);
  expect(said[0]).not.toContain(expectedBill().cost);
});

test('after a denied write the note is read, the workspace offered, and taken when the owner says yes', async () => {
  const { calls, said, written } = await live([task, 'yes, do that'], { mayWrite: false });
  expect(said[0]).toContain('“The owner denied this call: not in this folder, please”');
  expect(said[0]).toContain('/workspace');
  expect(Object.keys(written)).toEqual(['/workspace/report.md']);
  expect(calls.slice(-3)).toEqual(['write', 'write', 'remember']);
  expect(said[1]).toContain('workspace');
  expect(said[1]).toContain(expectedBill().cost);
  const refused = await live([task, 'no, leave it'], { mayWrite: false });
  expect(refused.written).toEqual({});
  expect(refused.said[1]).toContain('Nothing was written');
});

test('without a folder it asks for one and looks again when told', async () => {
  const { calls, said } = await live([task, 'look again'], { folder: {} });
  expect(calls).toEqual(['glob', 'glob']);
  expect(said[0]).toContain('No folder is granted');
  const empty = await live([task], { folder: { '/mnt/folders/pictures/cat.png': '' } });
  expect(empty.said[0]).toContain('`/mnt/folders/pictures`, but no CSV file');
});

test('another table is added up, with one note or none', async () => {
  const csv = 'item;pieces\napples;3\npears;4\n';
  const withNote = await live([task], {
    folder: { '/mnt/folders/shop/stock.csv': csv, '/mnt/folders/shop/note.md': 'hello' },
  });
  expect(withNote.calls).toEqual(['glob', 'read', 'read', 'run_code', 'write', 'remember']);
  expect(withNote.said[0]).toContain('The column pieces adds up to 7.00');
  const alone = await live([task], { folder: { '/mnt/folders/shop/stock.csv': csv } });
  expect(alone.calls).toEqual(['glob', 'read', 'run_code', 'write', 'remember']);
  const hopeless = await live([task], { folder: { '/mnt/folders/shop/words.csv': 'word\nhello\n' } });
  expect(hopeless.said[0]).toContain('no column of numbers');
});

test.each([
  ['Hello!', 'I am the rehearsal'],
  ['what can you do?', 'I ask before I write'],
  ['tell me a joke', 'do not understand free text'],
])('“%s” gets an answer and no tool call', async (message, expected) => {
  const { calls, said } = await live([message]);
  expect(calls).toEqual([]);
  expect(said[0]).toContain(expected);
});

test('later messages are answered: a question, thanks, once more', async () => {
  const { calls, said, written } = await live([task, 'How did you get that?', 'thank you', 'again, please']);
  expect(said[1]).toContain(expectedBill().cost);
  expect(said[2]).toContain('You are welcome');
  expect(said[3]).toContain(expectedBill().cost);
  expect(calls.filter((name) => name === 'run_code')).toHaveLength(2);
  expect(Object.keys(written)).toEqual(['/mnt/folders/Our energy/report.md']);
});
