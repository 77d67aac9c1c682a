import Database from 'better-sqlite3';
import { expect, inject, test } from 'vitest';

test('the driver of this runtime opens a database with full-text search', () => {
  const database = new Database(':memory:');
  database.exec('CREATE VIRTUAL TABLE words USING fts5(text)');
  database.prepare('INSERT INTO words VALUES (?)').run('hold fast');
  expect(database.prepare("SELECT text FROM words WHERE words MATCH 'fast'").all()).toEqual([
    { text: 'hold fast' },
  ]);
  database.close();
});

test('the bundled workers have paths', () => {
  expect(inject('workers')).toEqual({
    data: expect.stringMatching(/holdfast\.worker\.js$/),
    sandbox: expect.stringMatching(/sandbox\.worker\.js$/),
    vault: expect.stringMatching(/vault\.process\.js$/),
    selfTest: expect.stringMatching(/self-test\.worker\.js$/),
    embedder: expect.stringMatching(/embedder\.worker\.js$/),
  });
});
