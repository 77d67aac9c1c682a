import { expect, test } from 'vitest';
import { mentionsOf } from '../../../core/palace/structure/entities.ts';
import { statementsOf } from '../../../core/palace/structure/facts.ts';
import { hallOf } from '../../../core/palace/structure/halls.ts';

const saidAt = Date.UTC(2024, 5, 10);

function factsIn(text: string, more: { author?: string; kind?: string; speaker?: string } = {}): string[] {
  const { author = 'owner', kind = 'message', speaker = null } = more;
  return statementsOf({ text, author, kind, speaker, saidAt }).map((said) => {
    const day = (time: number | null) => (time === null ? '' : new Date(time).toISOString().slice(0, 10));
    const when =
      said.validFrom === null && said.validTo === null
        ? ''
        : ` [${day(said.validFrom)}..${day(said.validTo)}]`;
    const how = said.mode === 'states' ? '' : ` (${said.mode})`;
    return `${said.subject} ${said.predicate} ${text.slice(said.object.from, said.object.to)}${how}${when}`;
  });
}

test.each<[string, string[]]>([
  ['I live in Berlin. My sister is Ana, and my phone number is +49 30 1234.', ['owner lives_in Berlin', 'owner attribute:sister Ana', 'owner attribute:phone number +49 30 1234']],
  ['We moved from Berlin to Munich in May 2023.', ['owner lives_in Munich (changes) [2023-05-01..]']],
  ['I’ve moved to New York last year!', ['owner lives_in New York (changes) [2023-01-01..]']],
  ['I used to live in Paris until 2019.', ['owner lives_in Paris (ends) [..2019-01-01]']],
  ['I no longer work at Acme Corp.', ['owner works_at Acme Corp (ends)']],
  ['I started working at Globex on 3 March 2024.', ['owner works_at Globex (changes) [2024-03-03..]']],
  ['I have been living in Rome since 2020-02-01.', ['owner lives_in Rome [2020-02-01..]']],
  ['Maria works at Siemens and loves it.', ['maria works_at Siemens']],
  ['My new address is 12 Main Street.', ['owner attribute:address 12 Main Street (changes)']],
  ['My boss is now Peter Miller.', ['owner attribute:boss Peter Miller (changes)']],
  ['Ana is my sister.', ['owner attribute:sister Ana']],
  ['I prefer tea with milk.', ['owner prefers tea with milk']],
  ["I don't like mushrooms.", ['owner dislikes mushrooms']],
  ['We decided to use SQLite instead of Postgres.', ['owner decided use SQLite instead of Postgres']],
  ['Tom was born in May 1980.', ['tom born May 1980']],
])('%s', (text, facts) => {
  expect(factsIn(text)).toEqual(facts);
}); // biome-ignore format: a table

test('questions, suppositions, quotations and code state nothing', () => {
  expect([
    'Do I live in Rome?',
    'If I lived in Rome I would like it.',
    'I would prefer to be asked whether I like it.',
    'He said "I live in Oslo" yesterday.',
    '```\nmy name is Bob\n```',
    'My day was great.',
  ].flatMap((text) => factsIn(text))).toEqual([]);
}); // biome-ignore format: a list

test('first person is whoever speaks; in the agent’s words `you` is the owner, and it says nothing of itself', () => {
  expect(factsIn('I live in Lyon and you live in Bonn.', { author: 'agent' })).toEqual(['owner lives_in Bonn']);
  expect(factsIn('I live in Lyon.', { author: 'other', speaker: 'Caroline Weber' })).toEqual(['caroline weber lives_in Lyon']);
  expect(factsIn('The owner’s shoe brand is Salomon. The owner lives in Kiel.', { author: 'agent', kind: 'note' })).toEqual([
    'owner attribute:shoe brand Salomon',
    'owner lives_in Kiel',
  ]);
}); // biome-ignore format: lists

test.each<[string, string]>([
  ['We met Klaus yesterday and went to the concert.', 'events'],
  ['My phone number is 0301234.', 'facts'],
  ['Ana lives in Kiel.', 'facts'],
  ['I really prefer short answers, please always answer in one line.', 'preferences'],
  ['My favourite tea is Assam.', 'preferences'],
  ['We decided to ship on Friday.', 'decisions'],
  ['Let’s go with the second design.', 'decisions'],
  ['You should back up the disk before that.', 'advice'],
  ['I would recommend an index on that column.', 'advice'],
  ['It turns out the cache was stale.', 'discoveries'],
  ['We found out that the root cause was a wrong clock.', 'discoveries'],
  ['The build fails with an error and the app crashes.', 'problems'],
  ['The printer doesn’t work and I am stuck.', 'problems'],
])('%s lies in the hall of %s', (text, hall) => {
  expect(hallOf({ text, author: 'owner', kind: 'message' }).hall).toBe(hall);
});

test('a hall says which words led there, the heaviest first', () => {
  const text = 'After the meeting we decided to ship.';
  expect(hallOf({ text, author: 'owner', kind: 'message' })).toEqual({
    hall: 'decisions',
    reasons: [
      { rule: 'deciding', hall: 'decisions', weight: 2.8, words: { from: 21, to: 28 } },
      { rule: 'occasion', hall: 'events', weight: 1, words: { from: 10, to: 17 } },
      { rule: 'author:owner', hall: 'events', weight: 0.3, words: null },
    ],
  });
});

test('names are people, places, organisations, projects, addresses and files; the beginning of a sentence is no name by itself', () => {
  const text =
    'Yesterday Dr. Smith met Klaus in Vienna about Project Apollo. See https://example.com/a. Lamps hang in core/log/append.ts. Works at Acme GmbH.';
  expect(mentionsOf(text).map(({ key, kind, from, to }) => [kind, key, text.slice(from, to)])).toEqual([
    ['person', 'smith', 'Smith'],
    ['person', 'klaus', 'Klaus'],
    ['place', 'vienna', 'Vienna'],
    ['project', 'project apollo', 'Project Apollo'],
    ['url', 'https://example.com/a', 'https://example.com/a'],
    ['file', 'core/log/append.ts', 'core/log/append.ts'],
    ['organisation', 'acme gmbh', 'Acme GmbH'],
  ]);
});
