import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { environmentKeyPort } from '../../../core/vault/index.ts';
import { createScanner } from '../../../core/vault/scan/scanner.ts';
import { openTalker } from '../../support/talker.ts';
import { openHouse, temporaryFolder } from '../harness/support.ts';
import { filesBelow, ownTemporaryFolder } from './files-on-disk.ts';

vi.setConfig({ testTimeout: 60_000 });

// One secret through a whole session, against a server that gives it away in every way it can; and a control text that must be found.

const canary = 'sk-CANARY-7f3a9c1e5b2d8046aabbccdd';
const control = 'CONTROL-1b9d7e3f5a2c4068ddccbbaa';
const scanner = createScanner([canary]);
const controls = createScanner([control]);

async function startTalker() {
  const talker = await openTalker(control);
  onTestFinished(talker.close);
  return talker;
}

test('the model’s key goes to the model’s server and is found nowhere else; nothing but the vault opens a connection', async () => {
  const connecting = vi.spyOn(Socket.prototype, 'connect');
  onTestFinished(() => connecting.mockRestore());
  const talker = await startTalker();
  const dataDir = temporaryFolder();
  const temporary = ownTemporaryFolder();
  const keyPort = environmentKeyPort({
    env: { HOLDFAST_KEY: 'correct horse' },
    random: systemRuntime().random,
  });
  const house = await openHouse([], { dataDir, model: null, keyPort });
  const answers: unknown[] = [];
  const ask = async (call: Promise<unknown>) => {
    const got = await call.catch((error: unknown) => String(error));
    answers.push(got);
    return got;
  };
  await ask(
    house.post('/holdfast/v1/settings/model', {
      provider: 'compatible',
      model: 'test-model',
      base_url: talker.url,
      api_key: canary,
    }),
  );
  await ask(house.post('/holdfast/v1/settings/model/check', {}));
  const sessionId = await house.session();
  await house.say(sessionId, `please say ${control}`);
  await house.idle(sessionId);
  await house.say(sessionId, 'now fail now');
  await house.idle(sessionId, 'retries_exhausted');
  // the owner's words with the secret in them do not leave either
  const events = await house.events(sessionId);
  const left = events.filter((event) => event.type === 'holdfast.egress');
  expect(left.map(({ sent }) => [sent?.host, sent?.outcome, sent?.status, sent?.credential])).toEqual([
    ['127.0.0.1', 'answered', 200, 'model'],
    ['127.0.0.1', 'answered', 401, 'model'],
  ]);
  const starts = events.flatMap((event) => (event.type === 'span.model_request_start' ? [event.id] : []));
  expect(left.map(({ sent }) => sent?.call_id)).toEqual(starts);
  for (const path of [
    '/holdfast/v1/status',
    '/holdfast/v1/settings',
    '/holdfast/v1/egress',
    '/holdfast/v1/network',
    '/holdfast/v1/backups',
    '/v1/vaults',
    '/v1/sessions',
    `/holdfast/v1/sessions/${sessionId}`,
    `/holdfast/v1/sessions/${sessionId}/transcript`,
    `/holdfast/v1/sessions/${sessionId}/egress`,
    `/v1/sessions/${sessionId}/events?holdfast=true`,
    `/holdfast/v1/palace/search?q=CANARY`,
    `/holdfast/v1/palace/search?q=sent`,
  ])
    await ask(house.get(path));
  for (const format of ['markdown', 'jsonl']) {
    const exported = await house.holdfast.fetch(
      new Request(`http://holdfast/holdfast/v1/sessions/${sessionId}/export?format=${format}`),
      { kind: 'in_process' },
    );
    answers.push(await exported.text());
  }
  await ask(house.post('/holdfast/v1/backups', {}));
  answers.push(events, house.errors);
  const whileOpen = filesBelow(dataDir);
  await house.close();
  writeFileSync(join(temporary, 'planted'), control);
  const reachable = Buffer.from(JSON.stringify(answers));
  const places = {
    answers: reachable,
    open: Buffer.concat(whileOpen),
    closed: Buffer.concat(filesBelow(dataDir)),
    temporary: Buffer.concat(filesBelow(temporary)),
  };
  expect(talker.seen).toEqual([canary, canary, canary]);
  for (const [place, bytes] of Object.entries(places))
    expect([place, scanner.find(bytes).length]).toEqual([place, 0]);
  // the same search finds what was planted
  for (const [place, bytes] of Object.entries(places))
    expect([place, controls.find(bytes).length > 0]).toEqual([place, true]);
  expect(connecting).not.toHaveBeenCalled();
});

test('a key that the owner types into a conversation does not reach the model, which answers all the same; the owner is told once', async () => {
  const talker = await startTalker();
  const keyPort = environmentKeyPort({
    env: { HOLDFAST_KEY: 'correct horse' },
    random: systemRuntime().random,
  });
  const house = await openHouse([], { model: null, keyPort });
  await house.post('/holdfast/v1/settings/model', {
    provider: 'compatible',
    model: 'test-model',
    base_url: talker.url,
    api_key: canary,
  });
  const sessionId = await house.session();
  await house.say(
    sessionId,
    `my key is ${canary}, or in hex ${Buffer.from(canary).toString('hex')}: is it fine?`,
  );
  await house.idle(sessionId);
  await house.say(sessionId, 'and now?');
  await house.idle(sessionId, 'end_turn', 2);
  expect(talker.seen).toEqual([canary, canary]);
  for (const body of talker.bodies) {
    expect(scanner.find(Buffer.from(body))).toEqual([]);
    expect(body).toContain(
      'my key is [a stored secret, withheld], or in hex [a stored secret, withheld]: is it fine?',
    );
  }
  const events = await house.events(sessionId);
  const left = events.flatMap((event) => (event.type === 'holdfast.egress' ? [event.sent] : []));
  expect(left.map((sent) => [sent?.outcome, sent?.withheld])).toEqual([
    ['answered', 2],
    ['answered', 2],
  ]);
  expect(events.filter(({ type }) => type === 'holdfast.secret_withheld')).toHaveLength(1);
});
