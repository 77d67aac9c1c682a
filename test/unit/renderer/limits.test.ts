import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitText, parseLimit } from '../../../renderer/budgets/limit-text.ts';
import { raiseSuggestions } from '../../../renderer/budgets/raise.ts';
import { buildItems } from '../../../renderer/transcript/model/build-items.ts';
import type { Stored } from '../../../renderer/transcript/model/items.ts';

describe('a limit in the owner’s words', () => {
  it.each([
    ['output_tokens', '20K', 20_000],
    ['input_tokens', '1.5M', 1_500_000],
    ['input_tokens', '1,5 m', 1_500_000],
    ['tool_calls', '0', 0],
    ['cost_cents', '$2.50', 250],
    ['cost_cents', '3', 300],
    ['wall_seconds', '1h 30m', 5400],
    ['running_seconds', '45', 2700],
    ['running_seconds', '90s', 90],
    ['bytes_out', '20MB', 20_000_000],
    ['bytes_out', '5', 5_000_000],
    ['cost_cents', '', null],
    ['cost_cents', 'a lot', undefined],
    ['cost_cents', '-1', undefined],
    ['wall_seconds', 'h', undefined],
    ['tool_calls', '10 calls', undefined],
  ] as const)('%s “%s” is %s', (what, text, limit) => {
    expect(parseLimit(what, text)).toBe(limit);
  });

  it('is read back as it was written, whatever it is', () => {
    const kinds = [
      'input_tokens',
      'cost_cents',
      'wall_seconds',
      'running_seconds',
      'tool_calls',
      'bytes_out',
      'files_changed',
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.nat({ max: 1_000_000_000_000 }), (what, limit) => {
        expect(parseLimit(what, limitText(what, limit))).toBe(limit);
      }),
    );
  });
});

describe('what a limit could be raised to', () => {
  it('is a number one would say', () => {
    const reached = { scope: 'session', what: 'cost_cents', limit: 100, spent: 98, needed: 7 } as const;
    expect(raiseSuggestions(reached)).toEqual([150, 400]);
    expect(raiseSuggestions({ ...reached, what: 'tool_calls', limit: 3, spent: 3, needed: 1 })).toEqual([
      5, 12,
    ]);
    expect(
      raiseSuggestions({ ...reached, what: 'running_seconds', limit: 600, spent: 600, needed: 0 }),
    ).toEqual([720, 1800]);
  });

  it('always lets the next step through', () => {
    const amount = fc.nat({ max: 10_000_000 });
    fc.assert(
      fc.property(amount, amount, amount, (limit, spent, needed) => {
        const reached = { scope: 'day', what: 'input_tokens', limit, spent, needed } as const;
        for (const to of raiseSuggestions(reached))
          expect(to).toBeGreaterThan(Math.max(limit, spent + needed) - 1);
      }),
    );
  });
});

describe('the transcript', () => {
  const at = '2026-11-23T10:00:00.000Z';
  const reached = [{ scope: 'session', what: 'tool_calls', limit: 1, spent: 1, needed: 1 }] as const;
  const stored = (events: object[]) =>
    events.map((event, index) => ({
      seq: index + 1,
      event: { id: `sevt_${index}`, processed_at: at, ...event },
    })) as Stored[];
  const notices = (events: object[]) =>
    buildItems(stored(events)).items.flatMap((item) => (item.kind === 'notice' ? item.notice : []));
  const stop = [
    { type: 'holdfast.budget_reached', reached },
    { type: 'session.status_idle', stop_reason: { type: 'budget_reached' }, stop_details: null },
  ];

  it('leaves a reached limit to the owner until it is raised or left at that', () => {
    const notice = { kind: 'budget_reached', reached };
    expect(notices(stop)).toEqual([{ ...notice, settled: null }]);
    expect(notices([...stop, { type: 'user.interrupt' }])).toEqual([{ ...notice, settled: 'stopped' }]);
    const running = { type: 'session.status_running' };
    expect(notices([...stop, running])).toEqual([{ ...notice, settled: 'went_on' }]);
    expect(notices([...stop, running, ...stop]).map((one) => 'settled' in one && one.settled)).toEqual([
      'went_on',
      null,
    ]);
  });

  it('shows an event of a later version as a plain row', () => {
    expect(notices([{ type: 'unknown', original_type: 'holdfast.dreamt' }])).toEqual([
      { kind: 'unknown', type: 'holdfast.dreamt' },
    ]);
  });
});
