import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createIds, type Runtime, systemRuntime } from '../../../core/base/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import { int, type Tx, text } from '../../../core/db/worker.ts';
import {
  createGateStore,
  gateProjection,
  projectGate,
  removeGateOfSession,
} from '../../../core/gate/worker.ts';
import {
  budgetProjection,
  createBudgetStore,
  projectBudgets,
  removeBudgetsOfSession,
} from '../../../core/harness/worker.ts';
import { createLog } from '../../../core/log/index.ts';
import { createAppend, createForget, createLogStore } from '../../../core/log/worker.ts';
import {
  createPalaceStore,
  palaceProjection,
  projectPalace,
  removeSessionFromPalace,
} from '../../../core/palace/worker.ts';
import { deed, perform } from './rebuild-deeds.ts';
import { callEvents } from './rebuild-events.ts';
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

function anyDrawer(tx: Tx, { which }: { which: number }): string | null {
  const rows = tx.all(
    'SELECT e.id, d.part, d.piece FROM drawers d JOIN events e ON e.key = d.event_key ORDER BY d.number DESC LIMIT 20',
  );
  const row = rows[which % Math.max(1, rows.length)];
  return row ? `drwr_${text(row, 'id')}_${int(row, 'part')}_${int(row, 'piece')}` : null;
}

async function openRooms(dataDir = temporaryFolder()) {
  const runtime = jumpingRuntime();
  const append = createAppend([projectGate, projectBudgets, projectPalace]);
  const rooms = {
    log: createLogStore({
      append,
      removers: [removeSessionFromPalace, removeGateOfSession, removeBudgetsOfSession],
      projections: [gateProjection, budgetProjection, palaceProjection],
    }),
    gate: createGateStore({ append }),
    budgets: createBudgetStore({ append }),
    palace: createPalaceStore({ append, forgetPart: createForget(append) }),
    test: { commands: { tamper }, queries: { dump, anyDrawer } },
  };
  const data = openLocalData({ dataDir, rooms, runtime });
  onTestFinished(() => data.close());
  return { data, log: createLog(data, runtime), ids: runtime.ids };
}

test('projections made anew from any log equal those that grew with it; what was tampered with is found and mended', async () => {
  const rooms = await openRooms();
  const life = fc.array(fc.tuple(fc.nat(5), fc.nat(5), deed), { minLength: 1, maxLength: 30 });
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
        await perform(
          rooms,
          sessions[actor % sessions.length] ?? '',
          act,
          sessions[other % sessions.length] ?? '',
          (id) => sessions.push(id),
        );
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
}, 120_000);

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

test('a result that is forgotten whole keeps its times and marks: budgets made anew count the same', async () => {
  const { log, ids } = await openRooms();
  const session = { agent: {}, environmentId: 'env_test', title: null, metadata: {} };
  const { id: sessionId } = await log.createSession(session);
  const act = { files: 1, ms: 3000, isNested: false, end: 'unknown' };
  const stored = await log.append({ sessionId, events: callEvents(ids.next('sevt'), 'none', act) });
  const result = stored.find(({ event }) => event.type === 'agent.tool_result')?.event;
  await log.forget({ eventId: result?.id ?? '' });
  expect(await log.getEvent({ sessionId, eventId: result?.id ?? '' })).toMatchObject({
    event: {
      content: [{ type: 'redacted' }],
      holdfast: { duration_ms: 3000, waited_ms: 1000, unknown_outcome: true, output_label: 'untrusted' },
    },
  });
  expect((await log.rebuild({ what: 'all', apply: false })).isEqual).toBe(true);
});
