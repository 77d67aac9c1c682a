import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import type { Tx } from '../../../core/db/worker.ts';
import type { KeyPort } from '../../../core/vault/index.ts';
import { openHouse, sayAlways, scratchFolder, untilIdle } from './house.ts';

/** A keychain whose contents the test can take away. */
const keychain = (pattern = 90): KeyPort => ({
  backend: 'test keychain',
  wrap: async (key) => key.map((byte) => byte ^ pattern),
  unwrap: async (key) => key.map((byte) => byte ^ pattern),
});

type House = Awaited<ReturnType<typeof openHouse>>;

async function talk(house: House, text: string, sessionId?: string, count = 1): Promise<string> {
  const id = sessionId ?? (await house.typed.call('createSession', { body: {} })).id;
  await house.typed.call('sendMessage', { parameters: { id }, body: { content: [{ type: 'text', text }] } });
  await untilIdle(house, id, count);
  return id;
}

interface Profile {
  dataDir: string;
  first: string;
  second: string;
  exported: string;
}

const made = mkdtempSync(join(tmpdir(), 'holdfast audit '));
afterAll(() => rmSync(made, { recursive: true, force: true }));
let profile: Promise<Profile> | undefined;

/** A copy of a profile that is made once. */
async function sealedProfile(): Promise<Profile> {
  profile ??= makeProfile(made);
  const dataDir = join(scratchFolder(), 'profile');
  const known = await profile;
  cpSync(known.dataDir, dataDir, { recursive: true });
  return { ...known, dataDir };
}

/** Two sessions, a changed setting, closed in good order: everything is sealed. */
async function makeProfile(dataDir: string): Promise<Profile> {
  const house = await openHouse({ steps: sayAlways('Yes.'), keyPort: keychain(), dataDir });
  const first = await talk(house, 'one');
  const second = await talk(house, 'two');
  await house.typed.call('setToolPolicy', { parameters: { name: 'write' }, body: { policy: 'always_ask' } });
  const { text: exported } = await house.typed.call('exportAudit');
  await talk(house, 'three', first, 2);
  await house.holdfast.close();
  return { dataDir, first, second, exported };
}

/** The same profile with somebody's hand in the file. */
async function tampered(
  dataDir: string,
  ...statements: [sql: string, ...values: string[]][]
): Promise<string> {
  const copy = join(scratchFolder(), 'copy');
  cpSync(dataDir, copy, { recursive: true });
  const tamper = (tx: Tx, { sql, values }: { sql: string; values: string[] }) => tx.run(sql, ...values);
  const data = openLocalData({
    dataDir: copy,
    runtime: systemRuntime(),
    rooms: { test: { commands: { tamper }, queries: {} } },
  });
  let changed = 0;
  for (const [sql, ...values] of statements)
    changed += Number(await data.command('test.tamper', { sql, values }));
  expect(changed).toBeGreaterThan(0);
  await data.close();
  return copy;
}

async function verified(dataDir: string, exported?: string, keyPort = keychain()) {
  const house = await openHouse({ keyPort, dataDir });
  const report = await house.typed.call('verifyAudit', { body: exported === undefined ? {} : { exported } });
  await house.holdfast.close();
  return report;
}

const kindsOf = (report: Awaited<ReturnType<typeof verified>>, sessionId: string | null) =>
  report.chains.find((chain) => chain.session_id === sessionId)?.problems.map(({ kind }) => kind) ?? [];

describe('a profile that nobody touched', () => {
  test('holds, is sealed to its end, and fits its export; what comes after the seal is called so', async () => {
    const { dataDir, first, exported } = await sealedProfile();
    const report = await verified(dataDir, exported);
    expect(report).toMatchObject({ ok: true, seal: { state: 'sealed' }, against: { problems: [] } });
    expect(report.chains.map(({ unsealed }) => unsealed)).toEqual([null, null, null]);

    const house = await openHouse({ steps: sayAlways('Yes.'), keyPort: keychain(), dataDir });
    await talk(house, 'four', first, 3);
    const after = await house.typed.call('verifyAudit', { body: {} });
    expect(after.ok).toBe(true);
    expect(
      after.chains.filter(({ unsealed }) => unsealed !== null).map(({ session_id }) => session_id),
    ).toEqual([first]);
  });

  test('forgetting, deleting a session and changing a setting are the owner’s doing and no change', async () => {
    const { dataDir, first, second } = await sealedProfile();
    const house = await openHouse({ keyPort: keychain(), dataDir });
    const events = await house.holdfast.log.read({ sessionId: first });
    const message = events.find(({ event }) => event.type === 'user.message');
    await house.holdfast.log.forget({ eventId: message?.event.id ?? '' });
    await house.typed.call('deleteSession', { parameters: { id: second } });
    await house.typed.call('setToolPolicy', { parameters: { name: 'write' }, body: { policy: 'default' } });
    await house.holdfast.close();
    const report = await verified(dataDir);
    expect(report).toMatchObject({ ok: true, seal: { state: 'sealed' } });
    expect(report.chains.find(({ session_id }) => session_id === first)).toMatchObject({ forgotten: 1 });
  });

  test('without its key the seals are said to be unchecked', async () => {
    const { dataDir } = await sealedProfile();
    const report = await verified(dataDir, undefined, { ...keychain(7), backend: 'another keychain' });
    expect(report).toMatchObject({ ok: true, seal: { state: 'key_unavailable', sealed_at: null } });
  });
});

describe('a hand in the file is found, and named', () => {
  test.each([
    [
      'content',
      "UPDATE event_parts SET bytes = CAST('not one' AS BLOB) WHERE bytes = CAST('one' AS BLOB)",
      ['changed'],
    ],
    [
      'a header',
      "UPDATE events SET header = replace(header, 'end_turn', 'refusal') WHERE key = (SELECT max(key) FROM events WHERE type = 'session.status_idle' AND key < 8589934592)",
      ['changed'],
    ],
    ['a time', 'UPDATE events SET created_at = created_at + 1 WHERE key = 4294967298', ['changed']],
    ['an event taken out', 'DELETE FROM events WHERE key = 4294967298', ['missing', 'changed']],
    ['a part taken out', "DELETE FROM event_parts WHERE bytes = CAST('one' AS BLOB)", ['missing']],
    [
      'content emptied as if it had been forgotten',
      "UPDATE event_parts SET commitment = randomblob(32), salt = NULL, bytes = NULL WHERE bytes = CAST('one' AS BLOB)",
      ['missing', 'changed'],
    ],
    [
      'the end cut off',
      'DELETE FROM events WHERE key = (SELECT max(key) FROM events WHERE key < 8589934592)',
      ['truncated', 'truncated'],
    ],
  ])('%s', async (_, sql, kinds) => {
    const { dataDir, first, second } = await sealedProfile();
    const report = await verified(await tampered(dataDir, [sql]));
    expect([report.ok, kindsOf(report, first), kindsOf(report, second), kindsOf(report, null)]).toEqual([
      false,
      kinds,
      [],
      [],
    ]);
  });

  test.each([
    [
      'a setting that weakens safety',
      'UPDATE settings SET value = \'{"write":"always_allow"}\' WHERE key = \'tool_policies\'',
      ['changed'],
    ],
    [
      'a setting put in',
      "INSERT INTO settings (key, value) VALUES ('host_commands', '{\"is_on\":true}')",
      ['changed'],
    ],
    ['an agent', "UPDATE agent_versions SET definition = replace(definition, '{', '{ ')", ['changed']],
    [
      'an entry of the profile’s chain',
      "UPDATE profile_chain SET body = replace(body, 'name', 'nome') WHERE seq = 1",
      ['changed'],
    ],
    [
      'a seal',
      'UPDATE profile_chain SET mac = randomblob(32) WHERE mac IS NOT NULL',
      ['replaced_head', 'replaced_head'],
    ],
  ])('%s', async (_, sql, kinds) => {
    const { dataDir } = await sealedProfile();
    const report = await verified(await tampered(dataDir, [sql]));
    expect(report.ok).toBe(false);
    expect(kindsOf(report, null)).toEqual(kinds);
  });

  test('a session taken out whole', async () => {
    const { dataDir, second } = await sealedProfile();
    const copy = await tampered(
      dataDir,
      ['DELETE FROM events WHERE key > 8589934592'],
      ...['recalled_drawers', 'drawers', 'rooms', 'leases', 'queued_events'].map((table): [string] => [
        `DELETE FROM ${table}`,
      ]),
      ['DELETE FROM sessions WHERE id = ?', second],
    );
    const report = await verified(copy);
    expect([report.ok, kindsOf(report, second)]).toEqual([false, ['missing']]);
  });

  test('an end cut off together with the seals is found by an export kept elsewhere', async () => {
    const { dataDir, exported } = await sealedProfile();
    const copy = await tampered(dataDir, ['DELETE FROM profile_chain WHERE seq > 1']);
    const report = await verified(copy, exported);
    expect(report.against?.problems).toHaveLength(1);
    expect((await verified(dataDir, exported.replace('"seq": ', '"seq": 1'))).against?.problems[0]).toContain(
      'seal',
    );
  });
});
