import fc from 'fast-check';
import { read, type Step } from './step.ts';

/** A generated loop: honest calls, then a round that is repeated with spelling that varies. */
export interface Cycle {
  before: Step[];
  period: number;
  steps: Step[];
}

const word = fc.string({ unit: fc.constantFrom(...'abcdefghij'), minLength: 3, maxLength: 8 });
const rounds = 6;

/** Loops of one to six different calls, with nothing to several honest calls before them. */
export const cycle: fc.Arbitrary<Cycle> = fc
  .record({
    round: fc.uniqueArray(
      fc.record({
        tool: fc.constantFrom('read', 'search', 'list', 'edit'),
        name: word,
        isError: fc.boolean(),
      }),
      { minLength: 1, maxLength: 6, selector: ({ name }) => name },
    ),
    honest: fc.uniqueArray(word, { maxLength: 5 }),
    spaces: fc.array(fc.nat({ max: 3 }), { minLength: 12, maxLength: 12 }),
  })
  .map(({ round, honest, spaces }) => ({
    before: honest.map((name) => read({ file_path: `/workspace/before/${name}` }, `content of ${name}`)),
    period: round.length,
    steps: Array.from({ length: round.length * rounds }, (_, index): Step => {
      const { tool, name, isError } = round[index % round.length] ?? {
        tool: 'read',
        name: '',
        isError: false,
      };
      const gap = ' '.repeat(spaces[index % spaces.length] ?? 0);
      return {
        tool,
        input: index % 2 === 0 ? { q: `${name}${gap} x`, in: '/w' } : { in: '/w', q: ` ${name} ${gap}x` },
        // what each call answers tells it apart from the others, as errors with one text would not be
        result: `${tool} gives ${[...name].join('-')}`,
        ...(isError ? { isError: true as const } : {}),
        ...(tool === 'edit' ? {} : { isPure: true as const }),
      };
    }),
  }));

/** `count` loops from a seed. */
export function seededCycles(count: number, seed: number): Cycle[] {
  return fc.sample(cycle, { numRuns: count, seed });
}
