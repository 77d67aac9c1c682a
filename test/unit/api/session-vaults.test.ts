import { expect, test } from 'vitest';
import { openHouse } from './house.ts';

test('a session gets vaults by name, none by default; its log says which, and a fork and a client get nothing of it', async () => {
  const house = await openHouse();
  const { window, api, client } = house;
  const make = async (display_name: string): Promise<string> =>
    (await api('/v1/vaults', { body: { display_name } })).body.id;
  const [work, home] = [await make('Work'), await make('Home')];
  const { id } = await house.typed.call('createSession', { body: {} });
  const path = `/holdfast/v1/sessions/${id}/vaults`;
  expect((await window(path)).body).toEqual({ data: [] });

  const given = await window(path, { body: { vault_ids: [work, home, work] } });
  expect(given.body).toEqual({
    data: [
      { id: work, name: 'Work', is_archived: false },
      { id: home, name: 'Home', is_archived: false },
    ],
  });
  expect((await api(`/v1/sessions/${id}`)).body.vault_ids).toEqual([work, home]);
  // one that is archived while a session has it is shown as such, and given to nobody anew
  await window(path, { body: { vault_ids: [home] } });
  await api(`/v1/vaults/${home}/archive`, { body: {} });
  expect((await window(path)).body).toEqual({ data: [{ id: home, name: 'Home', is_archived: true }] });
  expect((await window(path, { body: { vault_ids: [] } })).body).toEqual({ data: [] });
  expect((await window(path, { body: { vault_ids: [home] } })).status).toBe(400);
  expect((await window(path, { body: { vault_ids: ['vlt_none'] } })).status).toBe(404);

  const events = await house.typed.call('listEvents', { parameters: { id }, query: { after_seq: 0 } });
  expect(
    events.data.flatMap(({ event }) =>
      event.type === 'holdfast.vaults_given' ? [{ vaults: event.vaults, by: event.by }] : [],
    ),
  ).toEqual([
    {
      vaults: [
        { id: work, name: 'Work' },
        { id: home, name: 'Home' },
      ],
      by: 'window',
    },
    { vaults: [{ id: home, name: 'Home' }], by: 'window' },
    { vaults: [], by: 'window' },
  ]);
  await window(path, { body: { vault_ids: [work] } });
  const fork = await house.typed.call('forkSession', { parameters: { id }, body: { seq: 1 } });
  expect((await window(`/holdfast/v1/sessions/${fork.id}/vaults`)).body).toEqual({ data: [] });
  const ofClient = `/holdfast/v1/sessions/${(await client('/holdfast/v1/sessions', { body: {} })).body.id}/vaults`;
  expect((await client(ofClient)).status).toBe(403);
  expect((await client(ofClient, { body: { vault_ids: [work] } })).status).toBe(403);
});
