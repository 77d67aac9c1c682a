import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeBack } from '../../../core/undo/merge.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');
const line = fc.constantFrom('a', 'b', 'c', 'd', '');
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));

describe('taking a change out of what is there', () => {
  it('gives back exactly what was there when nobody else changed the file', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const step = takeBack({ before: bytes(before), after: bytes(after) }, bytes(after));
        expect(step).toMatchObject({ kind: 'clean' });
        expect(step.kind === 'clean' && step.content?.toString()).toBe(before);
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  it('keeps a line that the owner added at either end, wherever the agent changed between', () => {
    fc.assert(
      fc.property(text, text, fc.boolean(), (before, after, isAtEnd) => {
        // lines that both leave alone keep the two changes apart
        const guard = 'x\ny\nz';
        const whole = (inside: string, mine: string) =>
          isAtEnd ? `${inside}\n${guard}\n${mine}` : `${mine}\n${guard}\n${inside}`;
        const step = takeBack(
          { before: bytes(whole(before, 'end')), after: bytes(whole(after, 'end')) },
          bytes(whole(after, 'end, mine')),
        );
        expect(step.kind === 'clean' && step.content?.toString()).toBe(whole(before, 'end, mine'));
      }),
      { seed: 12, numRuns: 500 },
    );
  });

  it('never invents a line', () => {
    fc.assert(
      fc.property(text, text, text, (before, after, now) => {
        const step = takeBack({ before: bytes(before), after: bytes(after) }, bytes(now));
        if (step.kind !== 'clean' || step.content === null) return;
        const known = new Set([...before.split('\n'), ...now.split('\n')]);
        for (const each of step.content.toString().split('\n')) expect(known).toContain(each);
      }),
      { seed: 13, numRuns: 500 },
    );
  });

  it('leaves binary files, and files that came or went, to the owner', () => {
    const binary = Buffer.from([0, 1, 2]);
    expect(takeBack({ before: binary, after: bytes('a') }, bytes('b'))).toEqual({
      kind: 'conflict',
      why: 'not_text',
    });
    expect(takeBack({ before: null, after: bytes('a') }, bytes('b'))).toEqual({
      kind: 'conflict',
      why: 'edited',
    });
    expect(takeBack({ before: bytes('a'), after: null }, bytes('b'))).toEqual({
      kind: 'conflict',
      why: 'made_anew',
    });
    expect(takeBack({ before: bytes('a'), after: bytes('b') }, null)).toEqual({
      kind: 'conflict',
      why: 'removed',
    });
    expect(takeBack({ before: null, after: bytes('a') }, bytes('a'))).toEqual({
      kind: 'clean',
      content: null,
      isMerged: false,
    });
  });
});
