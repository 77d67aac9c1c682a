import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '../../../core/events/index.ts';
import { type Behaviour, newTruth, openWorld, outputInLog, type World } from './budget-support.ts';
import { temporaryFolder } from './support.ts';

const tokens = fc.integer({ min: 1, max: 400 });
const obedient: fc.Arbitrary<Behaviour> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), tokens }),
  fc.record({ kind: fc.constant('calls' as const), count: fc.integer({ min: 1, max: 4 }), tokens }),
);
const unlucky: fc.Arbitrary<Behaviour> = fc.oneof(
  fc.record({ kind: fc.constant('no_usage' as const), tokens }),
  fc.record({ kind: fc.constant('cut' as const), tokens }),
  fc.record({ kind: fc.constant('overloaded' as const) }),
  fc.record({
    kind: fc.constant('kill' as const),
    when: fc.constantFrom('before:request' as const, 'after:request' as const),
    tokens,
  }),
);
const rogue: fc.Arbitrary<Behaviour> = fc.record({
  kind: fc.constant('over' as const),
  times: fc.integer({ min: 2, max: 12 }),
});

interface Plan {
  maxTokens: number;
  limits: { output_tokens: number | null; tool_calls: number | null; input_tokens: number | null };
  /** One list per message of the owner's. */
  turns: Behaviour[][];
  raiseBy: number;
}

const planOf = (behaviour: fc.Arbitrary<Behaviour>): fc.Arbitrary<Plan> =>
  fc.record({
    maxTokens: fc.integer({ min: 32, max: 500 }),
    limits: fc.record({
      output_tokens: fc.option(fc.integer({ min: 0, max: 1200 }), { freq: 8 }),
      tool_calls: fc.option(fc.integer({ min: 0, max: 8 })),
      input_tokens: fc.option(fc.integer({ min: 0, max: 30_000 })),
    }),
    turns: fc.array(fc.array(behaviour, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }),
    raiseBy: fc.integer({ min: 0, max: 1500 }),
  });

// `HOLDFAST_PROPERTY_RUNS=20` plays twenty times as many
const runs = (usual: number) => usual * Number(process.env.HOLDFAST_PROPERTY_RUNS ?? 1);

async function play(plan: Plan) {
  const truth = newTruth();
  const dataDir = temporaryFolder();
  const behaviours: Behaviour[] = [];
  const limits = { ...plan.limits };
  const overshoots: number[] = [];
  const open = () =>
    openWorld({
      dataDir,
      truth,
      behaviours,
      maxTokens: plan.maxTokens,
      // whoever sends a request has to be sure of it before it is sent
      onRequest: ({ maxTokens }) => {
        const left = (limits.output_tokens ?? Number.POSITIVE_INFINITY) - truth.outputTokens;
        if (maxTokens > left) overshoots.push(maxTokens - left);
      },
    });
  let world: World = await open();
  const sessionId = await world.newSession();
  const set = () =>
    world.log.append({
      sessionId,
      events: [
        { type: 'holdfast.budget_set', limits: { ...limits }, background: false, managed: false, by: 'test' },
      ],
    });
  const untilQuiet = async (reason: 'input' | 'retry') => {
    let done: Promise<unknown> = world.harness.wake(sessionId, reason);
    for (;;) {
      const end = await Promise.race([done.then(() => 'rest'), world.killed.then(() => 'killed')]);
      if (end === 'rest') return;
      await world.close();
      world = await open();
      done = world.harness.wake(sessionId, 'recover');
    }
  };
  await set();
  for (const turn of plan.turns) {
    behaviours.splice(0, behaviours.length, ...turn);
    await world.log.enqueue({
      sessionId,
      events: [{ type: 'user.message', content: [{ type: 'text', text: 'Go on.' }] }],
    });
    await untilQuiet('input');
    const { stopReason } = await world.log.getSession({ sessionId });
    if (stopReason?.type !== 'budget_reached' || plan.raiseBy === 0) continue;
    if (limits.output_tokens !== null) limits.output_tokens += plan.raiseBy;
    if (limits.tool_calls !== null) limits.tool_calls += 2;
    await set();
    await untilQuiet('retry');
  }
  const events: SessionEvent[] = [];
  for (;;) {
    const more = await world.log.read({ sessionId, afterSeq: events.length, limit: 1000 });
    events.push(...more.map(({ event }) => event));
    if (more.length < 1000) break;
  }
  const report = (await world.budgets.report([sessionId]))[sessionId];
  const compared = await world.compareWithLog();
  const session = await world.log.getSession({ sessionId });
  await world.close();
  return { truth, limits, overshoots, events, spent: report?.spent, report, compared, session };
}

type Played = Awaited<ReturnType<typeof play>>;

function expectSound({ truth, limits, overshoots, events, spent, report, compared, session }: Played): void {
  expect(overshoots).toEqual([]);
  if (limits.tool_calls !== null) expect(truth.toolRuns).toBeLessThanOrEqual(limits.tool_calls);
  if (limits.input_tokens !== null) expect(truth.inputTokens).toBeLessThanOrEqual(limits.input_tokens);
  // nothing the server used is missing, nothing is counted twice, no reservation is left behind
  expect(spent?.outputTokens).toBeGreaterThanOrEqual(truth.outputTokens);
  const { counted, open, doubled } = outputInLog(events);
  expect({ counted, open, doubled }).toEqual({ counted: spent?.outputTokens, open: 0, doubled: 0 });
  expect(report?.reserved).toEqual({ inputTokens: 0, outputTokens: 0 });
  expect(compared.tables.filter((table) => table.missing + table.extra > 0)).toEqual([]);
  expect(session.status).toBe('idle');
}

describe('random sessions against limits', () => {
  test('an obedient server: no token and no call beyond the limit, and the count is exact', async () => {
    await fc.assert(
      fc.asyncProperty(planOf(obedient), async (plan) => {
        const played = await play(plan);
        expectSound(played);
        expect(played.spent?.outputTokens).toBe(played.truth.outputTokens);
        expect(played.spent?.inputTokens).toBe(played.truth.inputTokens);
        if (played.limits.output_tokens !== null)
          expect(played.truth.outputTokens).toBeLessThanOrEqual(played.limits.output_tokens);
      }),
      { numRuns: runs(20), seed: 11 },
    );
  }, 3_600_000);

  test('usage that is missing, streams that break, overloads and kills: still none', async () => {
    await fc.assert(
      fc.asyncProperty(planOf(fc.oneof(obedient, unlucky)), async (plan) => {
        const played = await play(plan);
        expectSound(played);
        if (played.limits.output_tokens !== null) {
          expect(played.truth.outputTokens).toBeLessThanOrEqual(played.limits.output_tokens);
          expect(played.spent?.outputTokens).toBeLessThanOrEqual(played.limits.output_tokens);
        }
      }),
      { numRuns: runs(20), seed: 12 },
    );
  }, 3_600_000);

  test('a server that takes no notice of max_tokens is cut, counted, reported, and gets nothing more than is left', async () => {
    await fc.assert(
      fc.asyncProperty(planOf(fc.oneof(obedient, rogue)), async (plan) => {
        const played = await play(plan);
        expectSound(played);
        const reported = played.events.filter(
          (event) => event.type === 'session.error' && event.holdfast?.code === 'model_over_limit',
        );
        expect(reported.length > 0).toBe(played.truth.hasDisobeyed);
      }),
      { numRuns: runs(10), seed: 13 },
    );
  }, 3_600_000);
});
