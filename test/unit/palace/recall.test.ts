import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../../core/base/index.ts';
import { createPalace, type Embedder } from '../../../core/palace/index.ts';
import { encoder } from '../../../core/palace/recall/axes.ts';
import { answered, called, imported, openHouse, returned, said } from './support.ts';

const texts = (found: { hits: readonly { text: string }[] }) => found.hits.map((hit) => hit.text);

test('what was said right after a question is found by the words of the question', async () => {
  const { palace, session, append } = openHouse();
  const other = Array.from({ length: 12 }, (_, index) =>
    said(`Something else, number ${index}, about the garden.`),
  );
  await append(await session('Filler'), ...other);
  await append(
    await session('Trip'),
    answered('Which ferry did you take to Bergen?'),
    said('The one at nine, from Hirtshals.'),
  );
  const found = await palace.recall({ query: 'ferry to Bergen', limit: 5 });
  expect(texts(found).slice(0, 2).sort()).toEqual([
    'The one at nine, from Hirtshals.',
    'Which ferry did you take to Bergen?',
  ]);
});

test('an imported conversation is recalled with who spoke and when, in a wing of its own, as data', async () => {
  const { palace, session, append } = openHouse();
  await append(
    await session('Sitting 1'),
    { type: 'holdfast.import_started', name: 'Old chats' },
    imported('Ann', 'I adopted a turtle called Zeno.', '2023-05-08T13:56:00Z'),
    imported('Bo', 'A turtle! Where does it live?', '2023-05-08T13:57:00Z'),
  );
  const { hits } = await palace.recall({ query: 'Which turtle did Ann adopt?', wing: 'old chats', limit: 1 });
  expect(hits).toHaveLength(1);
  expect(hits[0]).toMatchObject({
    text: 'I adopted a turtle called Zeno.',
    author: 'other',
    trust: 'untrusted',
    created_at: '2023-05-08T13:56:00.000Z',
    wing: { name: 'Old chats' },
    source: { kind: 'imported', speaker: 'Ann' },
  });
  expect(texts(await palace.recall({ query: 'turtle', wing: 'Home', limit: 5 }))).toEqual([]);
  // the day is a word of it
  expect(texts(await palace.recall({ query: 'May 2023', limit: 5 }))).toHaveLength(2);
});

test('an answer stays within its budget, and neighbours never take the place of a hit', async () => {
  const { palace, session, append } = openHouse();
  await append(
    await session(),
    ...Array.from({ length: 9 }, (_, index) =>
      said(index % 3 === 1 ? `The lighthouse story, part ${index}.` : `Between ${index}.`),
    ),
  );
  const whole = await palace.recall({ query: 'lighthouse story', limit: 3, neighbours: 1 });
  expect(whole.hits.map(({ before, text, after }) => [before.length, text.length > 0, after.length])).toEqual(
    [
      [1, true, 1],
      [1, true, 1],
      [1, true, 1],
    ],
  );
  const ids = whole.hits.flatMap(({ before, id, after }) =>
    [...before, { id }, ...after].map((drawer) => drawer.id),
  );
  expect(new Set(ids).size).toBe(9);
  const tight = await palace.recall({ query: 'lighthouse story', limit: 3, neighbours: 1, budgetTokens: 24 });
  expect(tight.tokens).toBeLessThanOrEqual(24);
  expect(tight.hits).toHaveLength(3);
  expect(tight.hits.flatMap(({ before, after }) => [...before, ...after])).toEqual([]);
});

test('scripts without spaces are recalled by parts of their words', async () => {
  const { palace, session, append } = openHouse();
  await append(await session(), said('昨日、東京タワーへ行きました'), said('大阪は雨でした'));
  expect(texts(await palace.recall({ query: '東京', limit: 1 }))).toEqual(['昨日、東京タワーへ行きました']);
  expect((await palace.search({ query: '東京', limit: 5 })).map((hit) => hit.text)).toEqual([
    '昨日、東京タワーへ行きました',
  ]);
});

test('a session that moves to another wing is recalled there', async () => {
  const { palace, session, append } = openHouse();
  const id = await session();
  await append(id, said('the copper kettle'));
  expect(texts(await palace.recall({ query: 'kettle', wing: 'Home', limit: 5 }))).toHaveLength(1);
  await append(id, {
    type: 'holdfast.folder_granted',
    grant_id: 'g',
    name: 'Kitchen',
    path: '/k',
    access: 'read',
  });
  expect(texts(await palace.recall({ query: 'kettle', wing: 'Home', limit: 5 }))).toEqual([]);
  expect(texts(await palace.recall({ query: 'kettle', wing: 'Kitchen', limit: 5 }))).toHaveLength(1);
});

test('however drawers come, go and move, recall knows the same words as an index made anew, and nothing forgotten', async () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('say' as const),
      session: fc.nat(2),
      words: fc.array(fc.constantFrom('amber', 'basalt', 'cobalt', 'dune'), { minLength: 1, maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant('forget' as const), which: fc.nat(30) }),
    fc.record({ kind: fc.constant('move' as const), session: fc.nat(2) }),
    fc.record({
      kind: fc.constant('recall' as const),
      word: fc.constantFrom('amber', 'basalt', 'cobalt', 'dune'),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const { data, palace, session, append, close } = openHouse();
      const sessions = [await session(), await session(), await session()];
      const forgotten = new Set<string>();
      let count = 0;
      for (const each of steps) {
        if (each.kind === 'say')
          await append(sessions[each.session] ?? '', said(`${each.words.join(' ')} mark${count++}`));
        else if (each.kind === 'move')
          await append(sessions[each.session] ?? '', {
            type: 'holdfast.folder_granted',
            grant_id: 'g',
            name: `W${each.session}`,
            path: '/w',
            access: 'read',
          });
        else if (each.kind === 'forget') {
          const { drawers } = await palace.drawers({ limit: 50 });
          const drawer = drawers[each.which % Math.max(1, drawers.length)];
          if (!drawer) continue;
          await palace.forget({ drawerId: drawer.id });
          forgotten.add(drawer.text);
        } else {
          for (const text of texts(await palace.recall({ query: each.word, limit: 50 })))
            expect(forgotten).not.toContain(text);
        }
      }
      await palace.flush();
      const dump = async () => (await data.query('palace.indexedWords', {})) as unknown;
      const kept = await dump();
      await data.command('palace.dropIndex', {});
      while (((await data.command('palace.index', {})) as { isBehind: boolean }).isBehind);
      expect(kept).toEqual(await dump());
      await close();
    }),
    { numRuns: 12 },
  );
}, 60_000);

/** An embedder of the owner's own: letters as components. `broken` fails at the first text. */
function letters(name: string, { isBroken = false, dimensions = 32 } = {}): Embedder & { texts: string[] } {
  const seen: string[] = [];
  return {
    name,
    dimensions,
    texts: seen,
    async embed(given) {
      if (isBroken) throw new Error('no such model');
      seen.push(...given);
      return given.map((text) => {
        const vector = new Float32Array(dimensions).fill(0.01);
        for (const letter of text.toLowerCase())
          vector[letter.charCodeAt(0) % dimensions] = (vector[letter.charCodeAt(0) % dimensions] ?? 0) + 1;
        const length = Math.hypot(...vector);
        return vector.map((value) => value / length);
      });
    },
    async close() {},
  };
}

test('what shares no word with the question is found by its vector, and another embedder takes over in the background', async () => {
  const house = openHouse();
  await house.append(await house.session(), said('zzzz zz zzzzz'), said('plain words'), said('other words'));
  const wings = { query: 'zzz', limit: 1 };
  expect(texts(await house.palace.recall(wings))).toEqual([]);
  for (const name of ['first', 'second']) {
    const embedder = letters(name);
    const palace = createPalace({ data: house.data, logger: silentLogger, embedder });
    onTestFinished(() => palace.close());
    await palace.embedded();
    expect(embedder.texts.filter((text) => text.includes('zzzz'))).not.toEqual([]);
    expect(texts(await palace.recall(wings))).toEqual(['zzzz zz zzzzz']);
    expect(texts(await palace.recall({ ...wings, byWordsAlone: true }))).toEqual([]);
    await palace.close();
  }
});

test('a window is embedded again when what stands beside it changes, and a forgotten one leaves no vector', async () => {
  const house = openHouse();
  const embedder = letters('one');
  const palace = createPalace({ data: house.data, logger: silentLogger, embedder });
  onTestFinished(() => palace.close());
  const id = await house.session();
  await house.append(id, said('alpha'));
  await palace.embedded();
  await house.append(id, said('beta'));
  await palace.embedded();
  expect(embedder.texts).toEqual(['owner: alpha', 'owner: alpha\nowner: beta', 'owner: alpha\nowner: beta']);
  const drawer = (await palace.drawers({ limit: 5 })).drawers.find(({ text }) => text === 'beta');
  await palace.forget({ drawerId: drawer?.id ?? '' });
  await palace.embedded();
  expect(embedder.texts.at(-1)).toBe('owner: alpha');
  expect(await house.data.query('palace.vectors', {})).toEqual({ vectors: 1, wanted: 0 });
});

test('with the encoder that comes along sentences have vectors of their own: made once, gone with their drawer', async () => {
  const house = openHouse();
  const embedder = letters(encoder, { dimensions: 512 });
  const palace = createPalace({ data: house.data, logger: silentLogger, embedder });
  onTestFinished(() => palace.close());
  const id = await house.session();
  await house.append(id, said('The lamp is red. It stands in the hall!'));
  await palace.embedded();
  const whole = 'owner: The lamp is red. It stands in the hall!';
  const sentences = ['owner: The lamp is red.', 'owner: It stands in the hall!'];
  expect(embedder.texts).toEqual([whole, whole, ...sentences]);
  await house.append(id, said('Right'));
  await palace.embedded();
  const windows = embedder.texts.slice(4);
  expect(windows.sort()).toEqual(['owner: Right', `${whole}\nowner: Right`, `${whole}\nowner: Right`]);
  expect(sentencesKept(house.dataDir)).toEqual([1, 3]);

  const { features } = await palace.weighed({ query: 'the hall', limit: 5 });
  expect(features.sentence).toEqual([1, 0]);
  const drawer = (await palace.drawers({ limit: 5 })).drawers.find(({ text }) => text.includes('lamp'));
  await palace.forget({ drawerId: drawer?.id ?? '' });
  await palace.embedded();
  expect(sentencesKept(house.dataDir)).toEqual([1]);
});

/** How many vectors of sentences each drawer has. */
function sentencesKept(dataDir: string): unknown[] {
  const db = new DatabaseConstructor(join(dataDir, 'index.db'), { readonly: true });
  const kept = db.prepare('SELECT length(sentences) / 64 FROM drawer_vectors ORDER BY 1').pluck().all();
  db.close();
  return kept;
}

test('an index that is made anew is recalled from by its own vectors, in a thread that had the ones before', async () => {
  const house = openHouse();
  const palace = createPalace({ data: house.data, logger: silentLogger, embedder: letters('one') });
  onTestFinished(() => palace.close());
  const id = await house.session();
  await house.append(id, said('zzzz zz zzzzz'), said('plain words'));
  await palace.embedded();
  const question = { query: 'zzz', limit: 1 };
  expect(texts(await palace.recall(question))).toEqual(['zzzz zz zzzzz']);

  await house.data.command('palace.dropIndex', {});
  await house.append(id, said('zzz zzz'), said('other words'));
  await palace.flush();
  await palace.embedded();
  expect(await house.data.query('palace.vectors', {})).toEqual({ vectors: 4, wanted: 0 });
  expect(texts(await palace.recall({ ...question, limit: 4 })).sort()).toEqual(
    ['other words', 'plain words', 'zzz zzz', 'zzzz zz zzzzz'],
  );
}); // biome-ignore format: calls

test('an embedder that fails leaves recall by words', async () => {
  const house = openHouse();
  const palace = createPalace({
    data: house.data,
    logger: silentLogger,
    embedder: letters('bad', { isBroken: true }),
  });
  onTestFinished(() => palace.close());
  await house.append(await house.session(), said('the boiler code is 4711'));
  await palace.embedded();
  expect(texts(await palace.recall({ query: 'boiler', limit: 3 }))).toEqual(['the boiler code is 4711']);
});

test('forgetting a drawer takes along the answers of recall that gave it as a neighbour', async () => {
  const { palace, session, append } = openHouse();
  const id = await session();
  await append(id, said('before it'), said('the owl is called Strix'), said('after it'));
  const { hits } = await palace.recall({ query: 'owl', limit: 1, neighbours: 1 });
  const given = hits.flatMap((hit) => [...hit.before, hit, ...hit.after].map((drawer) => drawer.id));
  expect(given).toHaveLength(3);
  await append(
    await session(),
    called('use_1', 'recall', { query: 'owl' }),
    returned('use_1', 'after it', { holdfast: { details: { drawers: given } } }),
  );
  expect(await palace.forgetPreview({ drawerId: given[2] ?? '' })).toMatchObject({ recallResults: 1 });
});
