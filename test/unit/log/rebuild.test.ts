import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createIds, type Runtime, systemRuntime } from '../../../core/base/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import type { Tx } from '../../../core/db/worker.ts';
import type { NewEvent } from '../../../core/events/index.ts';
import {
  createGateStore,
  gateProjection,
  projectGate,
  removeGateOfSession,
} from '../../../core/gate/worker.ts';
import { createLog, type Log } from '../../../core/log/index.ts';
import { createAppend, createForget, createLogStore } from '../../../core/log/worker.ts';
import {
  createPalaceStore,
  palaceProjection,
  projectPalace,
  removeSessionFromPalace,
} from '../../../core/palace/worker.ts';
import { temporaryFolder } from './support.ts';

// a clock that jumps: replays must not depend on what time it is
function jumpingRuntime(): Runtime {
  const real = systemRuntime();
  let now = 1_700_000_000_000;
  const clock = {
    ...real.clock,
    now: () => {
      now += Math.floor(Math.random() * 7000) - 2000;
      return now;
    },
  };
  return { ...real, clock, ids: createIds(real.clock, real.random) };
}

function tamper(tx: Tx, { sql }: { sql: string }): void {
  tx.db.exec(sql);
}

function dump(tx: Tx, _: Record<string, never>): unknown[] {
  return ['sessions', 'drawers', 'rooms', 'approvals'].map((table) => tx.all(`SELECT * FROM ${table}`));
}

async function openRooms(dataDir = temporaryFolder()) {
  const runtime = jumpingRuntime();
  const append = createAppend([projectGate, projectPalace]);
  const rooms = {
    log: createLogStore({
      append,
      removers: [removeSessionFromPalace, removeGateOfSession],
      projections: [gateProjection, palaceProjection],
    }),
    gate: createGateStore({ append }),
    palace: createPalaceStore({ forgetPart: createForget(append) }),
    test: { commands: { tamper }, queries: { dump } },
  };
  const data = openLocalData({ dataDir, rooms, runtime });
  onTestFinished(() => data.close());
  return { data, log: createLog(data, runtime), ids: runtime.ids };
}

type Rooms = Awaited<ReturnType<typeof openRooms>>;

const usage = (tokens: number) => ({
  input_tokens: tokens,
  output_tokens: 1,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 2,
});
const words = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
const deed = fc.oneof(
  fc.record({ kind: fc.constant('say' as const), text: words }),
  fc.record({ kind: fc.constant('answer' as const), text: words, tokens: fc.nat(1000) }),
  fc.record({
    kind: fc.constant('ask' as const),
    text: words,
    end: fc.constantFrom('allow', 'deny', 'void', 'open'),
  }),
  fc.record({ kind: fc.constant('question' as const), text: words, isAnswered: fc.boolean() }),
  fc.record({ kind: fc.constant('note' as const), text: words, room: fc.constantFrom('Ideas', 'Plans') }),
  fc.record({
    kind: fc.constant('grant' as const),
    name: fc.constantFrom('Papers', 'Code'),
    isRevoked: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('rule' as const), uses: fc.nat(3), isRevoked: fc.boolean() }),
  fc.record({ kind: fc.constant('idle' as const), reason: fc.constantFrom('end_turn', 'retries_exhausted') }),
  fc.record({ kind: fc.constant('rewind' as const) }),
  fc.record({ kind: fc.constant('forget' as const), which: fc.nat(1000) }),
  fc.record({ kind: fc.constant('recall' as const), which: fc.nat(1000) }),
);
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

async function perform({ log, ids }: Rooms, sessionId: string, act: Deed, other: string): Promise<void> {
  const append = (...events: NewEvent[]) => log.append({ sessionId, events });
  const text = (value: string) => [{ type: 'text' as const, text: value }];
  const use = (id: string, name: string, input: Record<string, unknown>): NewEvent => ({
    id,
    type: 'agent.tool_use',
    name,
    input,
  });
  const id = ids.next('sevt');
  switch (act.kind) {
    case 'say':
      await append({ type: 'user.message', content: text(act.text) }, { type: 'session.status_running' });
      return;
    case 'answer':
      await append(
        { id, type: 'span.model_request_start' },
        { type: 'agent.message', content: text(act.text) },
        {
          type: 'span.model_request_end',
          model_request_start_id: id,
          is_error: false,
          model_usage: usage(act.tokens),
        },
      );
      return;
    case 'ask': {
      const ask = { input_hash: 'h', recovery: 'effectful' as const, preview: {} };
      await append({
        id,
        type: 'agent.tool_use',
        name: 'write',
        input: { text: act.text },
        evaluated_permission: 'ask',
        holdfast: { ask },
      });
      const result: NewEvent = {
        type: 'agent.tool_result',
        tool_use_id: id,
        content: text(act.text),
        is_error: false,
      };
      if (act.end === 'void') await append(result);
      if (act.end === 'allow' || act.end === 'deny')
        await append(
          { type: 'user.tool_confirmation', tool_use_id: id, result: act.end, holdfast: { by: 'owner' } },
          result,
        );
      return;
    }
    case 'question':
      await append({ id, type: 'agent.custom_tool_use', name: 'ask_user', input: { question: act.text } });
      if (act.isAnswered)
        await append({ type: 'user.custom_tool_result', custom_tool_use_id: id, content: text(act.text) });
      return;
    case 'note':
      await append(use(id, 'remember', { text: act.text, room: act.room }), {
        type: 'agent.tool_result',
        tool_use_id: id,
        content: text('ok'),
        is_error: false,
      });
      return;
    case 'grant': {
      const grant = ids.next('grant');
      await append({
        type: 'holdfast.folder_granted',
        grant_id: grant,
        name: act.name,
        path: `/x/${grant}`,
        access: 'read',
      });
      if (act.isRevoked) await append({ type: 'holdfast.folder_revoked', grant_id: grant });
      return;
    }
    case 'rule': {
      const rule = ids.next('rule');
      await append({
        type: 'holdfast.rule_added',
        rule_id: rule,
        tool: 'write',
        scope: 'session',
        match: {},
        text: 'may',
        by: 'owner',
      });
      const verdict = { decision: 'allow' as const, rule: `rule:${rule}`, reason: '' };
      for (let time = 0; time < act.uses; time += 1)
        await append({
          type: 'holdfast.tool_intent',
          tool_use_id: id,
          tool: 'write',
          input_hash: 'h',
          recovery: 'pure',
          idempotency_key: id,
          verdict,
        });
      if (act.isRevoked) await append({ type: 'holdfast.rule_revoked', rule_id: rule });
      return;
    }
    case 'idle':
      await append({
        type: 'session.status_idle',
        stop_reason: { type: act.reason === 'end_turn' ? 'end_turn' : 'retries_exhausted' },
        stop_details: null,
      });
      return;
    case 'rewind':
      await append({ type: 'holdfast.rewound', to_seq: 1 });
      return;
    case 'forget': {
      const event = await anyEvent(log, other, act.which);
      if (event) await log.forget({ eventId: event });
      return;
    }
    case 'recall': {
      // a drawer of another session, which may be the later one
      const event = await anyEvent(log, other, act.which);
      if (!event) return;
      const result: NewEvent = {
        type: 'agent.tool_result',
        tool_use_id: id,
        content: text('found'),
        is_error: false,
        holdfast: { details: { drawers: [`drwr_${event}_0_0`] } },
      };
      await append(use(id, 'recall', { query: 'x' }), result);
    }
  }
}

async function anyEvent(log: Log, sessionId: string, which: number): Promise<string | null> {
  const events = await log.read({ sessionId, types: ['user.message', 'agent.message', 'agent.tool_result'] });
  return events.length === 0 ? null : (events[which % events.length]?.event.id ?? null);
}

test('projections made anew from any log equal those that grew with it; what was tampered with is found and mended', async () => {
  const rooms = await openRooms();
  const life = fc.array(fc.tuple(fc.nat(2), fc.nat(2), deed), { minLength: 1, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(life, async (acts) => {
      const sessions: string[] = [];
      for (let index = 0; index < 3; index += 1) {
        const made = await rooms.log.createSession({
          agent: {},
          environmentId: 'env_test',
          title: null,
          metadata: {},
        });
        sessions.push(made.id);
      }
      for (const [actor, other, act] of acts)
        await perform(rooms, sessions[actor] ?? '', act, sessions[other] ?? '');
      const report = await rooms.log.rebuild({ what: 'all', apply: false });
      expect({
        ...report,
        tables: report.tables.filter((table) => table.missing + table.extra > 0),
      }).toMatchObject({
        isEqual: true,
        tables: [],
        refused: [],
      });
    }),
    { numRuns: 60 },
  );

  // the comparison can fail, and the mending mends
  const sql =
    "UPDATE sessions SET usage = '{}'; DELETE FROM drawers WHERE number % 3 = 0; INSERT INTO questions VALUES ('made up', 1, 1, 'pending', 1)";
  await rooms.data.command('test.tamper', { sql });
  const found = await rooms.log.rebuild({ what: 'all', apply: false });
  expect(found.isEqual).toBe(false);
  expect(found.tables.filter((table) => table.missing + table.extra > 0).map((table) => table.table)).toEqual(
    expect.arrayContaining(['sessions', 'drawers', 'questions']),
  );
  expect((await rooms.log.rebuild({ what: 'all', apply: true })).isApplied).toBe(true);
  expect(await rooms.log.rebuild({ what: 'all', apply: false })).toMatchObject({ isEqual: true });
});

test('a comparison leaves the file as it was', async () => {
  const rooms = await openRooms();
  const { id } = await rooms.log.createSession({
    agent: {},
    environmentId: 'env_test',
    title: null,
    metadata: {},
  });
  await rooms.log.append({
    sessionId: id,
    events: [{ type: 'user.message', content: [{ type: 'text', text: 'hello' }] }],
  });
  const before = await rooms.data.query('test.dump', {});
  await rooms.log.rebuild({ what: 'all', apply: false });
  expect(await rooms.data.query('test.dump', {})).toEqual(before);
});
