import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { expect, test } from 'vitest';
import { filesHolding } from '../house/files-on-disk.ts';
import { answered, called, openHouse, returned, said } from './support.ts';

/** Terms of the text index, decoded by SQLite itself. */
function indexedTerms(dataDir: string): string[] {
  const db = new DatabaseConstructor(join(dataDir, 'index.db'), { readonly: false });
  try {
    db.exec("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'drawer_words', 'row')");
    return db
      .prepare<[], { term: string }>('SELECT term FROM temp.terms')
      .all()
      .map((row) => row.term);
  } finally {
    db.close();
  }
}

test('forgotten words are in no byte of any file; the control, planted beside them, is', async () => {
  const { dataDir, log, palace, session, append, close } = openHouse();
  const id = await session('Secrets');
  const filler = (index: number) => answered(`Filler message ${index} about lamps, rivers and other things.`);
  await append(id, ...Array.from({ length: 150 }, (_, index) => filler(index)));
  await append(id, said('my word is quxzephyrine'), said('the control is blorvantide'));
  await append(id, ...Array.from({ length: 150 }, (_, index) => filler(index)));
  await palace.flush();
  const [hit] = await palace.search({ query: 'quxzephyrine', limit: 5 });
  expect(filesHolding(dataDir, 'quxzephyrine')).not.toEqual([]);
  expect(filesHolding(dataDir, 'blorvantide')).not.toEqual([]);

  const forgotten = await palace.forget({ drawerId: hit?.id ?? '' });
  expect(forgotten).toMatchObject({
    done: true,
    pending: [],
    drawerIds: [hit?.id],
    recallResults: 0,
    sessionId: id,
  });

  expect(filesHolding(dataDir, 'quxzephyrine')).toEqual([]);
  expect(filesHolding(dataDir, 'blorvantide')).toEqual(expect.arrayContaining(['holdfast.db', 'index.db']));
  expect(await palace.search({ query: 'quxzephyrine', limit: 5 })).toEqual([]);
  expect(await palace.search({ query: 'blorvantide', limit: 5 })).toHaveLength(1);
  await expect(palace.drawer({ drawerId: hit?.id ?? '' })).rejects.toMatchObject({
    code: 'memory_not_found',
  });
  expect(await log.verifyChain({ sessionId: id })).toMatchObject({ ok: true, forgottenParts: 1 });
  await close();
  expect(filesHolding(dataDir, 'quxzephyrine')).toEqual([]);
  const terms = indexedTerms(dataDir);
  expect(terms.filter((term) => term.startsWith('quxz'))).toEqual([]);
  expect(terms.filter((term) => term.startsWith('blorv'))).toHaveLength(1);
});

test('all drawers of the part go, and so do the answers of recall that repeated it', async () => {
  const { dataDir, palace, session, append } = openHouse();
  const id = await session();
  const long = `${'A long story about grelphindor. '.repeat(200)}`;
  await append(id, said(long));
  const before = await palace.drawers({ limit: 50 });
  expect(before.drawers.length).toBeGreaterThan(2);
  const [drawer] = before.drawers;
  const other = await session('Asks');
  await append(
    other,
    called('use_1', 'recall', { query: 'story' }),
    returned('use_1', 'owner: A long story about grelphindor.', {
      holdfast: { details: { drawers: [drawer?.id] } },
    }),
  );
  const preview = await palace.forgetPreview({ drawerId: drawer?.id ?? '' });
  expect(preview).toMatchObject({
    recallResults: 1,
    drawerIds: before.drawers.map((found) => found.id).reverse(),
  });
  await palace.forget({ drawerId: drawer?.id ?? '' });
  expect((await palace.drawers({ limit: 50 })).drawers).toEqual([]);
  expect(filesHolding(dataDir, 'grelphindor')).toEqual([]);
});

test('forgetting a note removes its words from the call that made it', async () => {
  const { dataDir, palace, session, append } = openHouse();
  await append(
    await session(),
    called('use_1', 'remember', { text: 'the code is vexolamite' }),
    returned('use_1', 'Remembered.'),
  );
  const [note] = await palace.search({ query: 'vexolamite', limit: 1 });
  await palace.forget({ drawerId: note?.id ?? '' });
  expect(filesHolding(dataDir, 'vexolamite')).toEqual([]);
});

test('what repeats an answer of recall goes, too: summaries of the session that asked, what code gave back, what was read again or shown of a call', async () => {
  const { dataDir, log, palace, session, append } = openHouse();
  const [{ event } = { event: { id: '' } }] = await append(await session(), said('my word is quxzephyrine'));
  const drawer = `drwr_${event.id}_0_0`;
  const words = 'owner: my word is quxzephyrine';
  const other = await session('Asks');
  const shown = (holdfast: object) => ({ holdfast }) as object;
  const quoting = {
    path: 'to',
    value: 'x',
    origin: 'untrusted',
    event_id: 'answer_1',
    excerpt: 'word is quxzephyrine',
  };
  await append(
    other,
    called('code', 'run_code', {}),
    { ...called('use_1', 'recall', {}), ...shown({ parent_tool_use_id: 'code' }) } as never,
    returned('use_1', words, {
      id: 'answer_1',
      holdfast: { parent_tool_use_id: 'code', details: { drawers: [drawer] } },
    }),
    returned('code', `printed ${words}`),
    called('use_2', 'recall_event', {}),
    returned('use_2', words, { holdfast: { details: { events: ['answer_1'] } } }),
    { ...called('use_3', 'send_mail', {}), ...shown({ origins: { values: [quoting], read: [] } }) } as never,
    { ...called('use_4', 'revise', { drawer_id: drawer, text: 'not that' }),
      ...shown({ ask: { input_hash: '', recovery: 'idempotent', preview: { sentence: words } } }) } as never,
    {
      type: 'holdfast.compaction', from_seq: 1, to_seq: 7, trigger: 'threshold', method: 'extract', summary: words,
      checked: { asks: 0, identifiers: 0, errors: 0, left_out: 0 }, budget_tokens: 1, tokens_before: 1, tokens_after: 1,
    },
  ); // biome-ignore format: one call each
  expect(await palace.forgetPreview({ drawerId: drawer })).toMatchObject({ summaries: 1, recallResults: 5 });
  await palace.forget({ drawerId: drawer });
  expect(filesHolding(dataDir, 'quxzephyrine')).toEqual([]);
  expect(await log.verifyChain({ sessionId: other })).toMatchObject({ ok: true, forgottenParts: 6 });
  expect(await log.rebuild({ what: 'palace', apply: false })).toMatchObject({ isEqual: true });
});

test('a note takes along the name of its room, and what was shown of the call; one in quarantine stays there when its sources are forgotten', async () => {
  const { dataDir, log, palace, session, append } = openHouse();
  const preview = { sentence: 'Remember “the code is vexolamite”.' };
  const asked = { ask: { input_hash: '', recovery: 'idempotent', preview } };
  const noted = (id: string, text: string, holdfast: object) =>
    ({ ...called(id, 'remember', { text, room: 'Affair of grelphindor' }), holdfast }) as never;
  const note = { label: 'untrusted', why: 'foreign_words', sources: ['page'] };
  const quoting = {
    path: 'text',
    value: 'x',
    origin: 'untrusted',
    event_id: 'page',
    excerpt: 'says blorvantide',
  };
  await append(
    await session(),
    noted('use_1', 'the code is vexolamite', asked),
    returned('use_1', 'Remembered.'),
    called('fetch', 'web_fetch', {}),
    returned('fetch', 'a page that says blorvantide', { id: 'page' }),
    noted('use_2', 'pay somebody', { note, origins: { values: [quoting], read: [] } }),
    returned('use_2', 'Put aside.'),
  );
  const [kept] = await palace.search({ query: 'vexolamite', limit: 1 });
  await palace.forget({ drawerId: kept?.id ?? '' });
  expect(filesHolding(dataDir, 'vexolamite')).toEqual([]);
  const [page] = await palace.search({ query: 'blorvantide', limit: 1 });
  await palace.forget({ drawerId: page?.id ?? '' });
  expect(filesHolding(dataDir, 'blorvantide')).toEqual([]);
  await log.rebuild({ what: 'palace', apply: true });
  const waiting = await palace.quarantined({ state: 'waiting' });
  expect(waiting.map(({ text, why }) => [text, why])).toEqual([['pay somebody', 'foreign_words']]);
  expect(await palace.search({ query: 'somebody', limit: 1 })).toEqual([]);
  await palace.forgetNote({ id: waiting[0]?.id ?? '' });
  expect(filesHolding(dataDir, 'grelphindor')).toEqual([]);
});

test('a title made of the words goes, however it was spaced or cut; a room’s name is one line that nothing turns round', async () => {
  const { dataDir, palace, session, append } = openHouse();
  const titles = [
    'My code is quxzephyrine today',
    'my code is quxzephyr…',
    'My code is quxzephyrine \ufffd…',
  ];
  for (const title of titles)
    await append(await session(title), said('My  code\tis quxzephyrine \u{1f511} today, and so on.'));
  for (const { id } of (await palace.drawers({ limit: 9 })).drawers) await palace.forget({ drawerId: id });
  expect(filesHolding(dataDir, 'quxzeph')).toEqual([]);
  await append(
    await session(),
    called('use_1', 'remember', { text: 'a note', room: 'Invoices\u202e\n2. the owner ' }),
    returned('use_1', 'Remembered.'),
  );
  expect((await palace.rooms({})).map(({ name }) => name)).toEqual(['Invoices 2. the owner']);
});

test('content forgotten through the log itself leaves the palace too', async () => {
  const { log, palace, session, append } = openHouse();
  const [stored] = await append(await session(), said('told and untold'));
  expect(await palace.search({ query: 'untold', limit: 5 })).toHaveLength(1);
  await log.forget({ eventId: stored?.event.id ?? '' });
  expect(await palace.search({ query: 'untold', limit: 5 })).toEqual([]);
  expect((await palace.drawers({ limit: 5 })).drawers).toEqual([]);
});

test('a forgetting that was cut short is finished at the next start', async () => {
  const first = openHouse();
  await first.append(await first.session(), said('a word like sprondible'));
  const [hit] = await first.palace.search({ query: 'sprondible', limit: 1 });
  await first.palace.close();
  await first.data.command('palace.forget', { drawerId: hit?.id });
  expect(await first.data.query('palace.state', {})).toMatchObject({ isUnclean: true });
  await first.close();
  const second = openHouse(first.dataDir);
  await second.palace.flush();
  expect(await second.data.query('palace.state', {})).toEqual({ isBehind: false, isUnclean: false });
  expect(filesHolding(second.dataDir, 'sprondible')).toEqual([]);
});

test('a note in quarantine whose forgetting was cut short is out of the write-ahead log at the next start', async () => {
  const first = openHouse();
  const note = { label: 'untrusted', why: 'foreign_words', sources: [] };
  await first.append(
    await first.session(),
    { ...called('use_1', 'remember', { text: 'pay sprondible' }), holdfast: { note } } as never,
    returned('use_1', 'Put aside.'),
  );
  const [waiting] = await first.palace.quarantined({ state: 'waiting' });
  await first.palace.close();
  await first.data.command('palace.forgetNote', { id: waiting?.id });
  expect(await first.data.query('palace.state', {})).toMatchObject({ isUnclean: true });
});

test('an unknown drawer cannot be forgotten', async () => {
  const { palace } = openHouse();
  for (const drawerId of ['drwr_nothing_0_0', 'nonsense', '']) {
    await expect(palace.forget({ drawerId })).rejects.toMatchObject({ code: 'memory_not_found' });
  }
});
