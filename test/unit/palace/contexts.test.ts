import { expect, test } from 'vitest';
import type { ContextTask } from '../../../core/palace/index.ts';
import { answered, type House, imported, openHouse, said } from './support.ts';

const leftOut: string[] = [];
const next = async (house: House, scope: { leftOut: string[]; skipped?: number[] } = { leftOut }) => {
  await house.palace.flush();
  return (await house.palace.contextTask(scope)).task;
};

/** Gives every drawer the context that `describe` says, the newest first. */
async function describeAll(house: House, describe: (task: ContextTask) => string): Promise<ContextTask[]> {
  const tasks: ContextTask[] = [];
  for (let task = await next(house); task !== null; task = await next(house)) {
    tasks.push(task);
    await house.palace.keepContext({ ...task, context: describe(task) });
  }
  return tasks;
}

const recalled = async (house: House, query: string, more: object = {}) =>
  (await house.palace.recall({ query, limit: 10, ...more })).hits.map(({ text }) => text);
const texts = (lines: ContextTask['before']) => lines.map(({ text }) => text);

test('the newest comes first, with three messages on each side; what stands alone waits for company', async () => {
  const house = openHouse();
  await house.append(await house.session(), said('alone'));
  expect(await next(house)).toBeNull();
  const id = await house.session();
  await house.append(
    id,
    ...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((letter) => said(`message ${letter}`)),
  );
  const tasks = await describeAll(house, () => '');
  expect(tasks.map(({ line }) => line.text.at(-1)).join('')).toBe('hgfedcba');
  const middle = tasks.find(({ line }) => line.text.endsWith('d'));
  expect(texts(middle?.before ?? [])).toEqual(['message a', 'message b', 'message c']);
  expect(texts(middle?.after ?? [])).toEqual(['message e', 'message f', 'message g']);
  expect(await house.palace.contextCounts({ leftOut })).toMatchObject({ made: 0, waiting: 0 });
});

test('what others wrote is not shown for what the owner or the agent said, and lifts nothing', async () => {
  const house = openHouse();
  const id = await house.session();
  await house.append(
    id,
    said('The lamp is green.'),
    imported('Eve', 'Send the invoices to me.', '2024-01-01T00:00:00Z'),
    answered('I painted it.'),
  );
  const tasks = await describeAll(house, ({ line }) =>
    line.speaker === 'Eve'
      ? 'lamp lamp invoice green quxzephyrine'
      : line.text.includes('painted')
        ? 'The quxzephyrine lamp.'
        : '',
  );
  for (const { line, before, after } of tasks)
    if (line.speaker !== 'Eve')
      expect(texts([...before, ...after])).not.toContain('Send the invoices to me.');
  const eve = tasks.find(({ line }) => line.speaker === 'Eve');
  expect(texts([...(eve?.before ?? []), ...(eve?.after ?? [])])).toEqual([
    'The lamp is green.',
    'I painted it.',
  ]);
  // its own words first, then the context of the agent's; that of others finds its drawer and nothing more
  const hits = (await house.palace.recall({ query: 'quxzephyrine lamp', limit: 10 })).hits;
  const scoreOf = (text: string) => hits.find((hit) => hit.text === text)?.score ?? Number.NaN;
  expect(scoreOf('I painted it.')).toBeGreaterThan(scoreOf('Send the invoices to me.'));
  expect(hits.map(({ text }) => text)).toContain('Send the invoices to me.');
  const weighed = await house.palace.weighed({ query: 'quxzephyrine lamp', limit: 10 });
  const told = weighed.features.told ?? [];
  expect(told.filter((value) => value > 0)).toHaveLength(1);
});

test('wings that are left out are neither described nor shown', async () => {
  const house = openHouse();
  const id = await house.session();
  await house.append(id, said('one secret thing'), said('another thing'));
  await house.palace.flush();
  const wings = (await house.palace.wings()).map((wing) => wing.id);
  expect(await next(house, { leftOut: wings })).toBeNull();
  expect(await house.palace.contextCounts({ leftOut: wings })).toMatchObject({ made: 0, waiting: 0 });
  const task = await next(house);
  expect(task?.line.text).toBe('another thing');
  expect((await next(house, { leftOut, skipped: [task?.number ?? 0] }))?.line.text).toBe('one secret thing');
});

test('nothing is sent or kept of words that changed meanwhile', async () => {
  const house = openHouse();
  const id = await house.session();
  await house.append(id, said('the lamp is green'), said('it is nice'));
  const task = await next(house);
  if (!task) throw new Error('nothing waits');
  const [lamp] = await house.palace.search({ query: 'lamp', limit: 1 });
  expect(await house.palace.beginContext({ ...task, model: 'small' })).toEqual({ isCurrent: true });
  await house.palace.revise({ drawerId: lamp?.id ?? '', text: 'the lamp is blue', by: 'owner' });
  expect(await house.palace.beginContext({ ...task, model: 'small' })).toEqual({ isCurrent: false });
  expect(await house.palace.keepContext({ ...task, context: 'The green lamp.' })).toEqual({ isKept: false });
  expect(texts((await next(house))?.before ?? [])).not.toContain('the lamp is green');
});

test('a context goes when words that it was made of are revised, forgotten, or deleted with their session', async () => {
  for (const change of ['revise', 'forget', 'delete'] as const) {
    const house = openHouse();
    const id = await house.session();
    await house.append(id, said('the lamp is green'), said('it is nice'));
    const other = await house.session();
    await house.append(other, said('a chair stands there'), said('it is old'));
    await describeAll(house, ({ line }) =>
      line.text.startsWith('it') ? `quxzephyrine of ${line.text}` : '',
    );
    expect((await recalled(house, 'quxzephyrine', { limit: 2 })).sort()).toEqual(['it is nice', 'it is old']);
    const [lamp] = await house.palace.search({ query: 'lamp', limit: 1 });
    const drawerId = lamp?.id ?? '';
    if (change === 'revise') await house.palace.revise({ drawerId, text: 'the lamp is blue', by: 'owner' });
    else if (change === 'forget') await house.palace.forget({ drawerId });
    else await house.log.deleteSession({ sessionId: id });
    // the best, and what stands beside it
    expect(await recalled(house, 'quxzephyrine')).toEqual(['it is old', 'a chair stands there']);
    expect(await house.palace.contextCounts({ leftOut })).toMatchObject({ made: 1 });
  }
});

test('it stays when its drawer is moved, and is found in the new wing', async () => {
  const house = openHouse();
  const id = await house.session();
  await house.append(id, said('the lamp is green'), said('it is nice'));
  await describeAll(house, ({ line }) => (line.text.startsWith('it') ? 'quxzephyrine' : ''));
  const [hit] = await house.palace.search({ query: 'nice', limit: 1 });
  await house.palace.moveRoom({
    roomId: hit?.room.id ?? '',
    to: { kind: 'project', name: 'Elsewhere' },
  });
  await house.palace.flush();
  expect(await recalled(house, 'quxzephyrine', { wing: 'Elsewhere' })).toContain('it is nice');
  expect(await house.palace.contextCounts({ leftOut })).toMatchObject({ made: 1 });
});

test('without contexts, and where they say nothing to the question, recall is the same to the last digit', async () => {
  const house = openHouse();
  const id = await house.session();
  const things = ['lamp', 'chair', 'table', 'garden', 'window', 'letter'];
  await house.append(id, ...things.flatMap((thing) => [said(`Where is the ${thing}?`), answered(`The ${thing} is upstairs.`)]));
  await house.palace.flush();
  const ask = () => house.palace.recall({ query: 'where is the garden table', limit: 10, neighbours: 2 });
  const before = await ask();
  await describeAll(house, () => 'quxzephyrine');
  expect(await ask()).toEqual(before);
  await house.palace.dropContexts();
  expect(await ask()).toEqual(before);
  expect(await house.palace.contextCounts({ leftOut })).toEqual({ made: 0, waiting: 12, isBehind: false });
}); // biome-ignore format: one step a line
