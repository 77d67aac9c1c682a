import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import type { Tx } from '../../../core/db/worker.ts';
import { append } from '../../../core/log/profile-entries-store.ts';
import { createProfileStore } from '../../../core/log/worker.ts';
import type { KeyPort } from '../../../core/vault/index.ts';
import { standingOfVault } from '../../../core/vault/worker.ts';
import { openHouse, scratchFolder } from './house.ts';

const keyPort: KeyPort = {
  backend: 'test keychain',
  wrap: async (key) => key.map((byte) => byte ^ 90),
  unwrap: async (key) => key.map((byte) => byte ^ 90),
};
const values = ['value-CANARY-5d21c0aa', 'value-CANARY-9be0417f', 'token-CANARY-c01173d2'];

/** A vault with a variable, whose value was replaced, and a server's token, which was deleted. */
async function makeProfile() {
  const dataDir = scratchFolder();
  const house = await openHouse({ dataDir, keyPort });
  const { id: vault } = (await house.api('/v1/vaults', { body: { display_name: 'Work' } })).body;
  const at = `/v1/vaults/${vault}/credentials`;
  const auth = { type: 'environment_variable', secret_name: 'DEPLOY_TOKEN', secret_value: values[0] };
  const networking = { type: 'limited', allowed_hosts: ['api.example.com'] };
  const { id } = (await house.api(at, { body: { auth: { ...auth, networking } } })).body;
  await house.api(`${at}/${id}`, { body: { auth: { type: auth.type, secret_value: values[1] } } });
  const server = { type: 'static_bearer', mcp_server_url: 'https://mcp.example.com', token: values[2] };
  const { id: gone } = (await house.api(at, { body: { auth: server } })).body;
  await house.api(`${at}/${gone}`, { method: 'DELETE' });
  await house.holdfast.close();
  return { dataDir, name: `${vault}/${id}`, gone: `${vault}/${gone}`, id: String(id) };
}

function inFile<T>(dataDir: string, work: (db: Database.Database) => T): T {
  const db = new Database(join(dataDir, 'holdfast.db'));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

test('making, changing and deleting a credential of a vault stands in the profile’s chain, with names, hosts and places and no value', async () => {
  const { dataDir, name, gone } = await makeProfile();
  const bodies = inFile(dataDir, (db) =>
    db
      .prepare<[], { body: string }>(
        "SELECT body FROM profile_chain WHERE kind = 'vault_credential' ORDER BY seq",
      )
      .all()
      .map(({ body }) => JSON.parse(body)),
  );
  const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
  const variable = {
    name,
    label: 'DEPLOY_TOKEN',
    hosts: ['api.example.com'],
    places: ['header'],
    is_archived: false,
  };
  const server = { name: gone, label: 'mcp.example.com', hosts: ['mcp.example.com:443'], places: ['header'], is_archived: false }; // biome-ignore format: one line
  expect(bodies).toEqual([
    { name: '', sha256: '' },
    { ...variable, sha256: hash },
    { ...variable, sha256: hash },
    { ...server, sha256: hash },
    { ...server, sha256: '' },
  ]);
  expect(bodies[1].sha256).not.toBe(bodies[2].sha256);
  expect(values.filter((value) => JSON.stringify(bodies).includes(value))).toEqual([]);
  const house = await openHouse({ dataDir, keyPort });
  expect((await house.api('/holdfast/v1/audit/verify', { body: {} })).body).toMatchObject({
    ok: true,
    seal: { state: 'sealed' },
  });
});

test.each([
  ['hosts were changed', "UPDATE vault_credentials SET auth = replace(auth, 'api.example.com', 'evil.example.com')", 'is not what the profile’s chain says'],
  ['auth is no longer readable', "UPDATE vault_credentials SET auth = '{}'", 'is not what the profile’s chain says'],
  ['row is gone', 'DELETE FROM vault_credentials', 'is not what the profile’s chain says'],
  ['row was put in again under another id', "UPDATE vault_credentials SET id = 'vcrd_other'", 'stands in no entry of the profile’s chain'],
])('a credential whose %s is found out', async (_, sql, words) => {
  const { dataDir, name } = await makeProfile();
  const named = sql.includes('vcrd_other') ? `${name.split('/')[0]}/vcrd_other` : name;
  const data = openLocalData({ dataDir, runtime: systemRuntime(), rooms: rooms() });
  await data.command('hand.run', { sql });
  const { problems } = (await data.query('profile.checkProfile', {})) as { problems: { kind: string; what: string }[] };
  await data.close();
  expect(problems).toContainEqual({
    kind: 'changed',
    sessionId: null,
    seq: 0,
    what: `the vault’s credential “${named}” ${words}`,
  });
}); // biome-ignore format: a table

const insert = (id: string) =>
  `INSERT INTO vault_credentials (id, vault_id, key, auth, metadata, created_at, updated_at) VALUES ('${id}', 'vlt_1', '${id}', '{}', '{}', 1, 1)`;

test('a chain from before vaults were in it takes the credentials in once; what comes beside it later is found out', async () => {
  const data = openLocalData({ dataDir: scratchFolder(), runtime: systemRuntime(), rooms: rooms() });
  const problems = async () => {
    const check = (await data.query('profile.checkProfile', {})) as {
      entries: number;
      problems: { what: string }[];
    };
    return [check.entries, check.problems.map(({ what }) => what)];
  };
  await data.command('hand.run', {
    sql: "INSERT INTO vaults (id, display_name, metadata, created_at, updated_at) VALUES ('vlt_1', 'Work', '{}', 1, 1)",
  });
  await data.command('hand.run', { sql: insert('vcrd_1') });
  await data.command('profile.adoptVaults', {});
  expect(await problems()).toEqual([0, []]);
  await data.command('hand.begin', {});
  await data.command('profile.adoptVaults', {});
  expect(await problems()).toEqual([3, []]);
  await data.command('hand.run', { sql: insert('vcrd_2') });
  await data.command('profile.adoptVaults', {});
  expect(await problems()).toEqual([
    3,
    ['the vault’s credential “vlt_1/vcrd_2” stands in no entry of the profile’s chain'],
  ]);
  await data.close();
});

/** The profile's chain over the vault's tables, and somebody's hand in the file. */
function rooms() {
  const { commands, queries } = createProfileStore([standingOfVault]);
  const hand = {
    run: (tx: Tx, { sql }: { sql: string }) => tx.run(sql),
    // as the first version of the chain began
    begin: (tx: Tx, _: Record<string, never>) => append(tx, { kind: 'heads', body: { heads: [] } }),
  };
  return { profile: { commands, queries }, hand: { commands: hand, queries: {} } };
}
