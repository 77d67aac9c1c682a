import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { type House, openHouse } from '../api/house.ts';
import { claudeConversation, json, utf8, zip } from './exports.ts';
import { staged, taken, vouchFor } from './house.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Tokens that differ, and what tells each in any spelling of an index. */
const secretOf = (letter: string) => `ghp_${`${letter}1B2c3D4e5F6g7H8i9J0`.repeat(2).slice(0, 36)}`;
const telling = (token: string) => token.slice(4).toLowerCase();

/** Files that Holdfast keeps in which one of these stands, in whatever case. */
function filesWith({ dataDir }: House, parts: readonly string[]): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(dataDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const words = readFileSync(join(entry.parentPath, entry.name)).toString('latin1').toLowerCase();
    for (const part of parts) if (words.includes(part)) found.push(`${part} in ${entry.name}`);
  }
  return found;
}

/** No token is in any of them, and no half of one; the words, which are, show that the search finds what is there. */
function expectNowhere(house: House, tokens: readonly string[], words: string): void {
  expect(filesWith(house, [words]).length).toBeGreaterThan(0);
  const halves = tokens.map(telling).flatMap((token) => [token.slice(0, 18), token.slice(-18)]);
  expect(filesWith(house, halves)).toEqual([]);
}

const drawersOf = async ({ typed }: House) =>
  (await typed.call('listDrawers', { query: { limit: 200 } })).data;
const everything = async (house: House) => {
  await house.holdfast.palace.structured();
  await house.holdfast.palace.flush();
  await house.typed.call('createBackup', { body: {} });
};

test('a secret becomes a reference before the log has it; the review shows it as little', async () => {
  const house = await openHouse();
  const token = secretOf('a');
  const notes = { 'notes.md': utf8(`The token of the printer is ${token}, keep it.`) };
  const review = await staged(house, notes);
  expect(review.items[0]).toMatchObject({ secrets: 1 });
  const preview = await house.typed.call('previewImport', {
    parameters: { id: review.id, item: review.items[0]?.id ?? '' },
  });
  expect(preview).toEqual({
    messages: [
      {
        speaker: 'notes.md',
        side: 'document',
        said_at: null,
        text: 'The token of the printer is [secret], keep it.',
      },
    ],
    next: null,
  });
  expect((await taken(house, review.id)).taken).toMatchObject({ messages: 1, redacted: 1 });
  const [drawer] = await drawersOf(house);
  expect(drawer?.text).toMatch(
    /^The token of the printer is \[secret #1, 40 characters, looks like .*\], keep it\.$/,
  );
  await everything(house);
  expectNowhere(house, [token], 'keep it.');
  // the same again is known, although its words are others now
  expect((await staged(house, notes)).items[0]).toMatchObject({ known: 1 });
});

test('names of conversations, speakers, attachments and files are redacted as their words are', async () => {
  const house = await openHouse();
  const [title, attached, document, archive, person] = ['a', 'b', 'c', 'd', 'e'].map(secretOf);
  const tokens = [title, attached, document, archive, person].map(String);
  const message = claudeConversation.chat_messages[0];
  const review = await staged(house, {
    [`backup ${archive}.zip`]: zip({
      'conversations.json': json([
        {
          ...claudeConversation,
          name: `Deploy with ${title} tonight`,
          chat_messages: [
            {
              ...message,
              attachments: [{ file_name: `${attached}.txt`, extracted_content: 'The soil is heavy clay.' }],
            },
          ],
        },
      ]),
    }),
    [`keys/of ${document}.md`]: utf8('The printer stands in the hall.'),
    'team/users.json': json([{ id: 'U1', profile: { display_name: `Mia ${person}` } }]),
    'team/general/2024-02-01.json': json([
      { type: 'message', user: 'U1', text: 'The office moves to Ulm.', ts: '1706778060.000200' },
    ]),
  });
  const shown = JSON.stringify(review).toLowerCase();
  for (const token of tokens) expect(shown).not.toContain(telling(token));
  expect(review.items.map((item) => item.title).sort()).toEqual([
    '#general',
    'Deploy with [secret] tonight',
    'of [secret].md',
  ]);
  await taken(house, review.id);
  const drawers = await drawersOf(house);
  const reference = /\[secret #\d+, 40 characters, looks like a GitHub token\]/;
  expect(drawers.find(({ text }) => text.startsWith('When'))?.source).toMatchObject({
    session_title: expect.stringMatching(/^Deploy with \[secret #\d+, .*\] tonight$/),
    imported_from: { file: expect.stringMatching(reference) },
  });
  expect(drawers.find(({ text }) => text.startsWith('The soil'))?.source.speaker).toMatch(reference);
  expect(drawers.find(({ text }) => text.startsWith('The office'))?.source.speaker).toMatch(reference);
  expect(drawers.find(({ text }) => text.startsWith('The printer'))?.room.name).toMatch(reference);
  await everything(house);
  expectNowhere(house, tokens, 'heavy clay');
  // the owner can look at them, as at any
  const found = await house.typed.call('listSecrets');
  expect(found.data).toHaveLength(tokens.length);
});

test('a secret where words are cut stays whole, so that no half of it is kept: in titles, long messages and documents', async () => {
  const house = await openHouse();
  const [inTitle, inMessage, inDocument] = ['a', 'b', 'c'].map(secretOf);
  const key = `-----BEGIN RSA PRIVATE KEY-----\n${'Proc-Type: 4,ENCRYPTED'}\n\n${'qT7xVb2mKp9sLw4z'.repeat(3)}\n-----END RSA PRIVATE KEY-----`;
  const review = await staged(house, {
    'conversations.json': json([
      {
        uuid: 'c-1',
        name: '',
        chat_messages: [
          { sender: 'human', created_at: '2025-03-01T09:00:01Z', text: `${'Use this to deploy it, and keep it to yourself: '.padEnd(60, '!')} ${inTitle}` },
          { sender: 'human', created_at: '2025-03-01T09:00:02Z', text: `${'x'.repeat(49_985)} ${inMessage}` },
        ],
      },
    ]),
    // its border would lie in the key, and the key's empty line between two blocks
    'long.md': utf8(`${'y'.repeat(7_980)} ${inDocument}\n\n${'z'.repeat(7_800)}\n\n${key}\n\nThe end.`),
  }); // biome-ignore format: a message a line
  expect(review.items.map(({ secrets }) => secrets)).toEqual([2, 2]);
  await taken(house, review.id);
  await everything(house);
  expectNowhere(house, [inTitle, inMessage, inDocument].map(String), 'keep it to yourself');
  const drawers = await drawersOf(house);
  expect(drawers.map(({ text }) => text).join('\n')).not.toContain('qT7xVb2m');
  expect(drawers.find(({ text }) => text.startsWith('Use this'))?.room.name).toMatch(
    /^Use this to deploy it, .*! \[secret #\d+, .*\]$/,
  );
});

test('two people whose names differ in their secrets alone are two, and vouching for one is vouching for one', async () => {
  const house = await openHouse();
  const [mine, other] = [secretOf('a'), secretOf('b')];
  const review = await staged(house, {
    'team/users.json': json([
      { id: 'U1', profile: { display_name: mine } },
      { id: 'U2', profile: { display_name: other } },
    ]),
    'team/general/2024-02-01.json': json([
      { type: 'message', user: 'U1', text: 'The office moves to Ulm.', ts: '1706778060.1' },
      { type: 'message', user: 'U2', text: 'The office stays in Graz.', ts: '1706778061.1' },
    ]),
  });
  expect(review.speakers.map(({ name }) => name)).toEqual(['[secret]', '[secret] (2)']);
  await vouchFor(house, review, '[secret]');
  await taken(house, review.id);
  const trusted = (await drawersOf(house)).filter(({ trust }) => trust === 'owner');
  expect(trusted.map(({ text }) => text)).toEqual(['The office moves to Ulm.']);
});
