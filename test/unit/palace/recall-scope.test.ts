import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NewEvent } from '../../../core/events/index.ts';
import { openHouse, returned, said } from './support.ts';

const wings = ['Bakery', 'Garden'] as const;
const topics = ['oven', 'rake', 'flour'] as const;

const place = { wing: fc.nat(1), topic: fc.nat(2) };
const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constantFrom('say' as const, 'note' as const, 'poison' as const), ...place }),
    fc.record({
      do: fc.constantFrom(
        'forget' as const, 'release' as const, 'drop' as const, 'revise' as const, 'forget_note' as const, 'pin' as const,
      ), // biome-ignore format: a list of names
      pick: fc.nat(20),
    }),
  ),
  { minLength: 6, maxLength: 22 },
);

interface Known {
  wing: number;
  /** A word that no other drawer has. */
  word: string;
  /** Whose place it took. */
  revises?: Known;
  state: 'there' | 'gone' | 'waiting' | 'dropped' | 'revised';
}

test('recall never gives what was forgotten, is in quarantine or lies outside of its scope; neither does a wake-up', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const house = openHouse();
      const { palace, append, session } = house;
      const sessions = [await session('A'), await session('B')];
      for (const [index, id] of sessions.entries())
        await append(id, {
          type: 'holdfast.folder_granted',
          grant_id: `g${index}`,
          name: wings[index] ?? '',
          path: `/${index}`,
          access: 'read',
        });
      const asker = await session('Asks');
      const known = new Map<string, Known>();
      let count = 0;
      const wordsOf = (topic: number) => `${topics[topic]} always wanted marker${count}x`;
      const find = async (word: string) =>
        (await palace.drawers({ limit: 200 })).drawers.find(({ text }) => text.includes(word))?.id ?? '';
      const pickOf = (pick: number, state: Known['state']) => {
        const fitting = [...known.values()].filter((each) => each.state === state);
        return fitting[pick % Math.max(1, fitting.length)];
      };
      const waitingId = async (word: string) =>
        (await palace.quarantined({ state: 'waiting' })).find(({ text }) => text.includes(word))?.id ?? '';

      for (const step of given) {
        count += 1;
        const word = `marker${count}x`;
        if ('wing' in step) {
          const id = sessions[step.wing] ?? '';
          const text = wordsOf(step.topic);
          if (step.do === 'say') await append(id, said(text));
          else {
            const note =
              step.do === 'poison'
                ? { holdfast: { note: { label: 'untrusted', why: 'not_said', sources: [] } } }
                : {};
            const use = {
              id: `use${count}${id}`,
              type: 'agent.tool_use',
              name: 'remember',
              input: { text },
              ...note,
            } as NewEvent;
            await append(id, use, returned(`use${count}${id}`, 'ok'));
          }
          known.set(word, { wing: step.wing, word, state: step.do === 'poison' ? 'waiting' : 'there' });
          continue;
        }
        const target = pickOf(step.pick, ['forget', 'revise', 'pin'].includes(step.do) ? 'there' : 'waiting');
        if (!target) continue;
        switch (step.do) {
          case 'forget':
            await palace.forget({ drawerId: await find(target.word) });
            target.state = 'gone';
            // without the new words the old ones hold again
            if (target.revises) target.revises.state = 'there';
            break;
          case 'release':
            await palace.settle({ id: await waitingId(target.word), decision: 'released', by: 'test' });
            target.state = 'there';
            break;
          case 'drop':
            await palace.settle({ id: await waitingId(target.word), decision: 'dropped', by: 'test' });
            target.state = 'dropped';
            break;
          case 'forget_note':
            await palace.forgetNote({ id: await waitingId(target.word) });
            target.state = 'gone';
            break;
          case 'pin':
            await palace.pin({ drawerId: await find(target.word), isPinned: true, by: 'test' });
            break;
          case 'revise':
            await palace.revise({ drawerId: await find(target.word), text: `${wordsOf(0)}`, by: 'test' });
            known.set(word, { wing: target.wing, word, state: 'there', revises: target });
            // the old words are history: they stand behind the new ones, and are no hit of their own
            target.state = 'revised';
            break;
        }
      }

      for (const wing of [undefined, ...wings]) {
        const { hits } = await palace.recall({
          query: 'oven rake flour always wanted',
          sessionId: asker,
          limit: 100,
          neighbours: 2,
          ...(wing === undefined ? {} : { wing }),
        });
        const given = hits.flatMap((hit) => [...hit.before, hit, ...hit.after]);
        for (const { text } of given)
          for (const { word, state, wing: at } of known.values()) {
            if (!text.includes(word)) continue;
            expect({ word, state }).toEqual({ word, state: 'there' });
            if (wing !== undefined) expect(wings[at]).toBe(wing);
          }
        if (wing !== undefined) expect(hits.every((hit) => hit.wing.name === wing)).toBe(true);
      }
      const woken = Object.values(await palace.wakeDrawers({ sessionId: asker })).flat();
      for (const { text } of woken)
        for (const { word, state } of known.values()) if (text.includes(word)) expect(state).toBe('there');
      await house.close();
    }),
    { numRuns: 25, endOnFailure: true },
  );
});
