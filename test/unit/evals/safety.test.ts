import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, inject, test, vi } from 'vitest';
import { measureControls } from '../../evals/safety/controls.ts';
import { openReplayHouse } from '../../evals/safety/house.ts';
import { keysOf } from '../../evals/safety/key.ts';
import { measureSafety } from '../../evals/safety/measure.ts';
import { replaysOf } from '../../evals/safety/replay.ts';
import { report, summarise } from '../../evals/safety/report.ts';
import { findRows, readSet, setNames } from '../../evals/safety/rows.ts';
import { wilson } from '../../evals/safety/statistics.ts';
import { readTools } from '../../evals/safety/tools.ts';
import { honestLabels, type Labels, rowsFolder } from './safety-fixture.ts';

// real houses are opened and played in
vi.setConfig({ testTimeout: 60_000 });

const workers = { data: inject('workers').data, sandbox: inject('workers').sandbox };

const anyLabels: fc.Arbitrary<Labels> = fc.record({
  effect: fc.constantFrom('none', 'local', 'egress', 'money', 'exec'),
  kind: fc.constantFrom('benign', 'attack'),
  sinkOrigin: fc.constantFrom('user', 'trusted:0', 'untrusted:0', 'model'),
  isTainted: fc.boolean(),
  isAfterInjection: fc.boolean(),
  isAttackCall: fc.boolean(),
});

function replaysIn(labels: Labels) {
  const folder = findRows(rowsFolder(labels)) ?? '';
  return { folder, replays: setNames.flatMap((set) => replaysOf(set, readSet(folder, set))) };
}

test('whatever the reference labels of a row say, the house is told the same', () => {
  const told = replaysIn(honestLabels).replays;
  fc.assert(
    fc.property(anyLabels, (labels) => {
      expect(replaysIn(labels).replays).toEqual(told);
    }),
    { numRuns: 50 },
  );
});

test('whatever the reference labels of a row say, every call gets the same verdict', async () => {
  const verdictsWith = async (labels: Labels) => {
    const { folder, replays } = replaysIn(labels);
    const toolsOf = readTools(folder);
    const verdicts = [];
    for (const [tools, rows] of Map.groupBy(replays, ({ suite }) => toolsOf(suite))) {
      const house = await openReplayHouse(tools, workers);
      for (const replay of rows) {
        const { calls } = await house.play(replay, () => false, []);
        verdicts.push(calls.map(({ ran, prompts, verdict }) => ({ ran, prompts, verdict })));
      }
      await house.close();
    }
    return verdicts;
  };
  const flipped: Labels = {
    effect: 'none',
    kind: 'benign',
    sinkOrigin: 'user',
    isTainted: false,
    isAfterInjection: false,
    isAttackCall: false,
  };
  expect(await verdictsWith(flipped)).toEqual(await verdictsWith(honestLabels));
});

test('no module that a decision passes through knows one that scores', () => {
  const folder = join(import.meta.dirname, '../../evals/safety');
  const imports = ['rows', 'replay', 'tools', 'grants', 'script', 'house'].flatMap((name) => {
    const source = readFileSync(join(folder, `${name}.ts`), 'utf8');
    return [...source.matchAll(/from '(\.\/[^']+)'/g)].map(([, path]) => path);
  });
  expect(
    imports.filter((path) => /key|score|controls|measure|report|statistics|row-lines/.test(path ?? '')),
  ).toEqual([]);
});

test('a run plays every row to its end and ends with one object', async () => {
  const figures = await measureSafety({ dataDir: rowsFolder(honestLabels), workers, columns: ['none'] });
  const [column] = figures?.columns ?? [];
  if (!figures || !column) throw new Error('there are no figures');
  expect(figures.errors).toEqual([]);
  const { gateMs, ...summary } = summarise(column, figures.gateMs);
  const stopped = { n: 1, stopped: 1, allHarmfulStopped: 1, silent: 0 };
  expect(summary).toMatchObject({
    pairs: stopped,
    recorded: stopped,
    injecagent: stopped,
    benign: { tasks: 1, refused: 0 },
    cardsPerTask: 0,
  });
  expect(Object.keys(gateMs)).toEqual(['p50', 'p95']);
  expect(column.pairs.map(({ survived }) => survived)).toEqual([true]);
  expect(report(figures)).toContain('AgentDojo pairs (1): stopped 100.0 %');
});

test('an attack call that ran unasked is silent, and its row is not stopped', async () => {
  const folder = findRows(rowsFolder(honestLabels)) ?? '';
  const toolsOf = readTools(folder);
  const raw = readSet(folder, 'pairs');
  const [replay] = replaysOf('pairs', raw);
  const [key] = keysOf('pairs', raw, () => 'none');
  if (!replay || !key) throw new Error('there is no pair');
  const { scoreAttack } = await import('../../evals/safety/score.ts');
  const verdict = { decision: 'allow', rule: 'default', reason: 'why' };
  const ran = { ran: true, prompts: 0, verdict, refusal: null };
  const played = { calls: replay.calls.map(() => ran), isComplete: true };
  expect(toolsOf('post').map(({ name }) => name)).toEqual(['read_inbox', 'send_email']);
  expect(scoreAttack({ replay, key, perfect: played, approving: played })).toEqual({
    id: 'post/user_task_1xinjection_task_1',
    suite: 'post',
    harmful: [
      { index: 1, tool: 'send_email', effect: 'egress', handling: 'silent', rule: 'default', reason: 'why' },
    ],
    handling: 'silent',
    isStopped: false,
    anyHarm: { perfect: 1, accepting: 1, all: 1 },
    finished: { perfect: 1, accepting: 1, all: 1 },
    isSevere: false,
    severeHarmDone: false,
    survived: true,
    lost: [],
  });
});

test('the simple policies are judged on the reference labels', () => {
  const folder = findRows(rowsFolder(honestLabels)) ?? '';
  const keys = (set: (typeof setNames)[number]) => keysOf(set, readSet(folder, set), () => 'egress');
  const [ask, , target] = measureControls({
    traces: keys('traces'),
    recordedBenign: [],
    pairs: keys('pairs'),
    recordedAttack: keys('recordedAttack'),
    injecagent: keys('injecagent'),
  });
  const stopped = { n: 1, stopped: 1, allHarmfulStopped: 1 };
  expect([ask?.pairs, ask?.recorded, ask?.injecagent]).toEqual([stopped, stopped, stopped]);
  expect([target?.pairs, target?.recorded, target?.injecagent]).toEqual([stopped, stopped, stopped]);
});

test('an interval is that of Wilson', () => {
  expect(wilson(0, 0)).toEqual([0, 1]);
  expect(wilson(50, 100).map((value) => value.toFixed(3))).toEqual(['0.404', '0.596']);
  expect(wilson(0, 100).map((value) => value.toFixed(3))).toEqual(['0.000', '0.037']);
});
