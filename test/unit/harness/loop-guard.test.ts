import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredEvent } from '../../../core/events/index.ts';
import { fingerprint } from '../../../core/harness/loop-guard/fingerprint.ts';
import { momentsOf } from '../../../core/harness/loop-guard/history.ts';
import { judge } from '../../../core/harness/loop-guard/judge.ts';
import { cycle } from '../../evals/loops/cycles.ts';
import { measureLoops } from '../../evals/loops/measure.ts';
import { pollings } from '../../evals/loops/polling.ts';
import { loops } from '../../evals/loops/scripted.ts';
import { newLog, simulate } from '../../evals/loops/simulate.ts';
import { fail, read, type Step } from '../../evals/loops/step.ts';

const dataDir = resolve(process.env.HOLDFAST_DATA ?? '../shared/data');
const text = (value: string) => [{ type: 'text' as const, text: value }];
const verdictOn = (events: readonly StoredEvent[]) => judge(momentsOf(events, () => false));
const same = read({ file_path: '/workspace/a.md' }, 'one');

function logOf(...steps: Step[]) {
  const log = newLog();
  log.add({ type: 'user.message', content: text('Do it.') });
  for (const step of steps) log.answer(step);
  return log;
}

describe('loops', () => {
  test.each(loops)('$name: stopped by the sixth call', (loop) => {
    const steps = Array.from({ length: 60 }, (_, index) => loop.at(index));
    const { stoppedAfter } = simulate(steps, { before: loop.before ?? [] });
    expect(stoppedAfter).not.toBeNull();
    expect(stoppedAfter ?? 60).toBeLessThanOrEqual(6);
  });

  test('any round of one to six calls is stopped within six repeats, whatever was before it', () => {
    fc.assert(
      fc.property(cycle, ({ before, steps, period }) => {
        const { stoppedAfter } = simulate(steps, { before });
        expect((stoppedAfter ?? 99) - period).toBeLessThanOrEqual(6);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test('the model is told first, then made to think, then stopped', () => {
    const outcome = simulate(Array.from({ length: 10 }, () => same));
    expect(outcome).toEqual({ stoppedAfter: 6, notes: 1, forcedThoughts: 1 });
  });

  test('a level is said once', () => {
    const log = logOf(same, same, same);
    expect(verdictOn(log.events)).toMatchObject({ level: 1, notedLevel: 0, kind: 'repeat', period: 1 });
    log.add({ type: 'holdfast.loop_noted', level: 1, kind: 'repeat', tool_use_ids: [], text: '' });
    expect(verdictOn(log.events)).toMatchObject({ level: 1, notedLevel: 1 });
  });

  test('many calls in one answer are one decision: it is not stopped before it was told', () => {
    const log = newLog();
    log.add({ type: 'user.message', content: text('Do it.') });
    const files = 'abcdef'.split('').map((name) => read({ file_path: `/workspace/${name}` }, name));
    for (const step of files) log.answer(step);
    log.add({ type: 'span.model_request_start' });
    for (const step of files) log.call(step);
    expect(verdictOn(log.events).level).toBe(2);
    log.answer(files[0] ?? same);
    expect(verdictOn(log.events).level).toBe(3);
  });
});

describe('honest work', () => {
  test.each(pollings)('$name: goes through', (script) => {
    const steps = Array.from({ length: script.length }, (_, index) => script.at(index));
    expect(simulate(steps, { before: script.before ?? [] }).stoppedAfter).toBeNull();
  });

  test('all recorded honest runs go through', ({ skip }) => {
    const { benign } = measureLoops({ dataDir, cycles: 0, seed: 1 });
    if (benign === null) return skip(`no data in ${dataDir}: set HOLDFAST_DATA`);
    expect(benign.n).toBeGreaterThan(100);
    expect(benign.stopped).toEqual([]);
  });

  test('ten thousand calls from code count as the one call that ran the code', () => {
    const log = newLog();
    log.add({ type: 'user.message', content: text('Do it.') });
    const code = log.add({ type: 'agent.tool_use', name: 'run_code', input: { code: 'loop' } });
    for (let index = 0; index < 10_000; index += 1) {
      const id = log.add({
        type: 'agent.tool_use',
        name: 'read',
        input: { file_path: '/workspace/a' },
        holdfast: { parent_tool_use_id: code },
      });
      log.add({
        type: 'agent.tool_result',
        tool_use_id: id,
        content: text('one'),
        holdfast: { parent_tool_use_id: code },
      });
    }
    log.add({ type: 'agent.tool_result', tool_use_id: code, content: text('done') });
    expect(verdictOn(log.events)).toMatchObject({ level: 0, staleIds: [] });
  });
});

describe('a new beginning', () => {
  const circling = [same, same, same, same];

  test('comes with a message of the owner', () => {
    const log = logOf(...circling);
    expect(verdictOn(log.events).level).toBe(2);
    log.add({ type: 'user.message', content: text('Again, please.') });
    log.answer(same);
    expect(verdictOn(log.events).level).toBe(0);
  });

  test('comes with the owner’s answer to a question', () => {
    const log = logOf(...circling);
    const question = log.add({ type: 'agent.custom_tool_use', name: 'ask_user', input: { question: '?' } });
    log.add({ type: 'user.custom_tool_result', custom_tool_use_id: question, content: text('Go on') });
    log.answer(same);
    expect(verdictOn(log.events).level).toBe(0);
  });

  test('comes with something new, and with a wait', () => {
    const fresh = logOf(...circling, read({ file_path: '/workspace/b.md' }, 'two'), same);
    expect(verdictOn(fresh.events).level).toBe(0);
    const wait: Step = { tool: 'wait', input: { seconds: 5, reason: 'r' }, result: 'Waited 5 seconds.' };
    expect(verdictOn(logOf(same, wait, same, wait, same, wait, same).events).level).toBe(0);
    expect(verdictOn(logOf(same, wait, same, same, same, same, same, same).events).level).toBe(3);
  });

  test('a result that was cleared from the view may be fetched again', () => {
    const log = logOf(same);
    const id = log.events.find(({ event }) => event.type === 'agent.tool_use')?.event.id ?? '';
    log.add({ type: 'holdfast.context_cleared', tool_use_ids: [id], tokens_before: 9, tokens_after: 1 });
    log.answer(same);
    expect(verdictOn(log.events).staleIds).toEqual([]);
    log.answer(same);
    expect(verdictOn(log.events).staleIds).toHaveLength(1);
  });

  test('calls that a restart cut off are no errors of the model', () => {
    const lost = fail(
      'write',
      { file_path: '/workspace/a' },
      'Not run: Holdfast was closed before it started.',
    );
    expect(verdictOn(logOf(lost, lost, lost, lost, lost, lost, lost).events).level).toBe(0);
  });
});

describe('fingerprints', () => {
  const print = (input: Record<string, unknown>, result = 'r') =>
    fingerprint('t', input, text(result), false);

  test('spelling does not matter, content does', () => {
    const plain = print({ path: '/a', q: 'total amount' });
    expect(print({ q: ' total\n\u200bAmount ', path: '/a/', glob: '', more: null })).toEqual(plain);
    expect(print({ path: '/a', q: 'total' }).call).not.toBe(plain.call);
    expect(print({ id: 1 }).call).toBe(print({ id: '1' }).call);
  });

  test('times and ids in a result are no news, numbers are', () => {
    const at = (time: string, state: string) =>
      print({ id: 7 }, `{"state":"${state}","at":"${time}"}`).result;
    expect(at('2026-03-01T10:00:00Z', '1 %')).toBe(at('2026-03-02T11:00:00Z', '1 %'));
    expect(at('2026-03-01T10:00:00Z', '1 %')).not.toBe(at('2026-03-01T10:00:00Z', '2 %'));
  });

  test('an echoed page number is no news, a number that only looks like it is', () => {
    const page = (number: number, rest: string) => print({ page: number }, `page: ${number}, ${rest}`).result;
    expect(page(1, 'Ada')).toBe(page(2, 'Ada'));
    expect(page(1, 'row 1')).not.toBe(page(2, 'row 2'));
  });

  test('never throws, whatever a tool returns', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.string(),
        fc.boolean(),
        (input, result, isError) => {
          expect(fingerprint('t', { ...input }, text(result), isError)).toEqual(
            fingerprint('t', { ...input }, text(result), isError),
          );
        },
      ),
    );
  });
});
