import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blocksOf,
  countAhead,
  createTokenCounter,
  defaultLimits,
  extractSummary,
  foldView,
  planContext,
  proposeStep,
  rewoundSeqs,
  toMessages,
} from '../../../core/context/index.ts';
import { blockTokens, estimateTokens } from '../../../core/context/tokens.ts';
import type { StoredEvent } from '../../../core/events/index.ts';
import { checkClaims } from '../../../core/harness/completion/index.ts';
import { hasDeliberated } from '../../../core/harness/deliberation/inputs.ts';
import { ownerWords } from '../../../core/harness/deliberation/owner-words.ts';
import { createLoopGuard } from '../../../core/harness/loop-guard/index.ts';
import { foldMode } from '../../../core/harness/plan/index.ts';
import { isFlushDue } from '../../../core/harness/prepare-request.ts';
import { foldState } from '../../../core/harness/state.ts';
import { logSteps, storedLog } from './random-log.ts';

const limits = { ...defaultLimits, windowTokens: 6000, keepResults: 1, tailTokens: 500, summaryTokens: 900 };
const input = { limits, maxTokens: 500, fixedTokens: 100, isOverflow: false };
const message = 'I saved notes-1.txt and deleted notes-2.txt. According to notes-3.txt all 12 tests passed.';

/** Everything that is asked of a log on the way through a turn. */
function answersOf(events: readonly StoredEvent[], guard: ReturnType<typeof createLoopGuard>) {
  const view = foldView(events);
  const rewound = rewoundSeqs(events);
  const step = planContext({ ...input, events, counter: createTokenCounter() });
  return {
    rewound: events.map(({ seq }) => rewound(seq)),
    state: foldState(events),
    mode: foldMode(events),
    flush: isFlushDue(events),
    view,
    messages: toMessages(view),
    step,
    loops: guard.step(events),
    claims: checkClaims(events, message),
    thought: [true, false].map((hasThink) =>
      hasDeliberated({ events, answer: [], parentId: null, hasThink }),
    ),
    words: ownerWords(events),
  };
}

describe('a log that grows in place', () => {
  test('gives the same answers as one that is read anew, after every append', () => {
    fc.assert(
      fc.property(logSteps, fc.integer({ min: 1, max: 9 }), (steps, stride) => {
        const all = storedLog(steps);
        const growing: StoredEvent[] = [];
        const guard = createLoopGuard();
        for (let at = 0; at < all.length; at += stride) {
          growing.push(...all.slice(at, at + stride));
          const fresh = structuredClone(growing);
          expect(answersOf(growing, guard)).toEqual(answersOf(fresh, createLoopGuard()));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('what a rewind takes out is taken out, however rewinds overlap', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(40), fc.nat(3)), { maxLength: 12 }), (given) => {
        const events: StoredEvent[] = [];
        const ranges: { from: number; to: number }[] = [];
        for (const [back, gap] of given) {
          for (let index = 0; index < gap; index += 1) events.push(plain(events.length + 1));
          const seq = events.length + 1;
          const from = Math.max(1, seq - back);
          ranges.push({ from, to: seq });
          events.push({
            seq,
            event: { id: `r${seq}`, type: 'holdfast.rewound', to_seq: from, processed_at: '' },
          });
        }
        const rewound = rewoundSeqs(events);
        for (let seq = 0; seq <= events.length + 1; seq += 1)
          expect(rewound(seq)).toBe(ranges.some(({ from, to }) => seq >= from && seq <= to));
      }),
    );
  });
});

describe('work in pieces', () => {
  test('a step whose extract is made elsewhere is the step', () => {
    let compactions = 0;
    fc.assert(
      fc.property(logSteps, fc.boolean(), (steps, isOverflow) => {
        const events = storedLog(steps);
        const asked = { ...input, isOverflow, events };
        const whole = planContext({ ...asked, counter: createTokenCounter() });
        const proposed = proposeStep({ ...asked, view: foldView(events), counter: createTokenCounter() });
        const step =
          proposed.kind === 'summarise'
            ? proposed.settle(extractSummary(structuredClone(events), proposed.extractInput).text)
            : proposed;
        if (step.kind === 'compact') compactions += 1;
        expect(step).toEqual(whole);
      }),
      { numRuns: 60, seed: 20_261_124 },
    );
    expect(compactions).toBeGreaterThan(2);
  });

  test('what is counted ahead, in bits, is what is counted at once', async () => {
    await fc.assert(
      fc.asyncProperty(logSteps, async (steps) => {
        const events = storedLog(steps);
        await countAhead(blocksOf(foldView(events)), async () => {});
        const counted = [...blocksOf(foldView(events))].map(blockTokens);
        expect(counted).toEqual([...blocksOf(foldView(structuredClone(events)))].map(blockTokens));
      }),
      { numRuns: 30 },
    );
  });

  test('a text of megabytes is counted with pauses', async () => {
    const text = 'Words and 1234 numbers, ÄÖÜ and 汉字 in many LETTERS.   '.repeat(8000);
    let pauses = 0;
    const block = { type: 'text' as const, text };
    await countAhead([block], async () => {
      pauses += 1;
    });
    expect(pauses).toBeGreaterThan(3);
    expect(blockTokens(block)).toBe(4 + estimateTokens(text));
  });
});

function plain(seq: number): StoredEvent {
  return {
    seq,
    event: { id: `m${seq}`, type: 'agent.message', content: [{ type: 'text', text: 'x' }], processed_at: '' },
  };
}
