import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openHouse } from '../api/house.ts';
import { bundleCommand, run, scratchFolder } from '../cli/command.ts';
import { chatGptConversation, json, slackFiles } from './exports.ts';

vi.setConfig({ testTimeout: 120_000 });

let command: Awaited<ReturnType<typeof bundleCommand>>;
beforeAll(async () => {
  command = await bundleCommand();
}, 60_000);
afterAll(() => command.remove());

test('holdfast import prints what is there and stops; with --yes it becomes memory', async () => {
  const folder = scratchFolder();
  const dataDir = join(folder, 'data');
  const path = join(folder, 'conversations.json');
  writeFileSync(path, json([chatGptConversation]));
  const slack = join(folder, 'team');
  for (const [name, value] of Object.entries(slackFiles)) {
    mkdirSync(join(slack, name, '..'), { recursive: true });
    writeFileSync(join(slack, name), json(value));
  }
  const words = ['import', path, slack, '--data-dir', dataDir, '--wing', 'Old chats'];
  const env = { HOLDFAST_EMBEDDER: '' };
  const looked = await run(command.file, words, env);
  expect(looked).toMatchObject({ code: 0 });
  expect(looked.out).toContain('+ chatgpt     Sourdough (conversations.json)');
  expect(looked.out).toContain('+ slack       #general (team/general/2024-02-01.json)');
  expect(looked.out).toContain('1 other branch left out');
  expect(looked.err).toContain('Nothing was taken.');

  const wrong = await run(command.file, [...words, '--trust', 'ChatGPT', '--yes'], env);
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('nobody called ChatGPT speaks there')]);
  // the same name in another folder is somebody else
  const folderOfHers = join(folder, 'hers');
  mkdirSync(folderOfHers);
  writeFileSync(
    join(folderOfHers, 'conversations.json'),
    json([{ ...chatGptConversation, conversation_id: 'g-2' }]),
  );
  const both = ['import', path, join(folderOfHers, 'conversations.json'), '--data-dir', dataDir];
  const unclear = await run(command.file, [...both, '--trust', 'User', '--yes'], env);
  expect([unclear.code, unclear.err]).toEqual([
    2,
    expect.stringContaining('say which: conversations.json:User, conversations (2).json:User'),
  ]);
  const clear = await run(command.file, [...both, '--trust', 'conversations (2).json:User'], env);
  expect(clear.out).toContain('conversations.json:User, 2 messages\n');
  expect(clear.out).toContain('conversations (2).json:User, 2 messages (yours)\n');

  const done = await run(command.file, [...words, '--trust', 'User', '--yes'], env);
  expect(done).toMatchObject({ code: 0 });
  expect(done.err).toContain('Taken into the wing Old chats: 5 messages of 2 conversations and documents');
  const again = await run(command.file, [...words, '--yes'], env);
  expect([again.code, again.err]).toEqual([0, expect.stringContaining('There is nothing new to take.')]);

  const house = await openHouse({ dataDir });
  const { data } = await house.typed.call('listDrawers', { query: { limit: 50 } });
  expect(data.map(({ wing, source, trust }) => [wing.name, source.speaker, trust]).sort()).toEqual([
    ['Old chats', 'ChatGPT', 'untrusted'],
    ['Old chats', 'Jonas Roth', 'untrusted'],
    ['Old chats', 'Mia', 'untrusted'],
    ['Old chats', 'User', 'owner'],
    ['Old chats', 'User', 'owner'],
  ]);
});
