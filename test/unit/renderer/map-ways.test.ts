import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layOut } from '../../../renderer/memory/map-layout.ts';
import { drawnWays, labelBoxes, wayPath } from '../../../renderer/memory/map-ways.ts';

const mapOf = (sizes: readonly number[]) => ({
  wings: sizes.map((size, wing) => ({
    id: `w${wing}`,
    name: `Wing ${wing}`,
    kind: 'project',
    drawers: size,
    rooms: Array.from({ length: size }, (_, room) => ({
      id: `r${wing}.${room}`,
      name: `Room number ${room}`,
      drawers: 3,
    })),
  })),
  ways: [],
});

/** Every way between rooms of different wings, with how many labels it crosses. */
function tunnels(sizes: readonly number[]) {
  const { wings, width, height } = layOut(mapOf(sizes), { labelLength: ({ length }) => length });
  const drawing = { labels: labelBoxes(wings, (name) => name), width, height };
  return wings.flatMap((one, at) =>
    wings.slice(at + 1).flatMap((other) =>
      one.rooms.flatMap((from) =>
        other.rooms.map((to) => {
          return wayPath(from, to, drawing);
        }),
      ),
    ),
  );
}

test('a tunnel goes round labels: between a few rooms it crosses none, and hardly any between more', () => {
  for (const sizes of [
    [1, 1],
    [2, 1],
    [2, 2, 1],
  ])
    expect(
      tunnels(sizes).filter(({ crossed }) => crossed > 0),
      sizes.join(),
    ).toEqual([]);
  const many = tunnels([3, 3, 3]);
  expect(many.filter(({ crossed }) => crossed > 0).length).toBeLessThanOrEqual(many.length / 5);
});

test('it is straight where nothing is in the way, and never crosses more than the straight one', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 5 }), (sizes) => {
      const { wings, width, height } = layOut(mapOf(sizes), { labelLength: ({ length }) => length });
      const labels = labelBoxes(wings, (name) => name);
      for (const from of wings[0]?.rooms ?? [])
        for (const to of wings.at(-1)?.rooms ?? []) {
          const free = wayPath(from, to, { labels: [], width, height });
          const found = wayPath(from, to, { labels, width, height });
          expect(free.crossed).toBe(0);
          expect(found.path).toMatch(/^M[-\d. ]+ C[-\d. ]+$/);
          expect(found.crossed).toBeLessThanOrEqual(labels.length);
        }
    }),
    { numRuns: 50 },
  );
}); // biome-ignore format: short

test('no label is cut off, and none of one wing reaches into another’s', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 }), (sizes) => {
      const { wings, width, height } = layOut(mapOf(sizes), { labelLength: ({ length }) => length });
      const boxesOf = wings.map((wing) => labelBoxes([wing], (name) => name));
      for (const { left, right, top, bottom } of boxesOf.flat()) {
        expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(width);
        expect(bottom).toBeLessThanOrEqual(height);
      }
      boxesOf.forEach((boxes, at) => {
        for (const one of boxes)
          for (const two of boxesOf.slice(at + 1).flat())
            expect(
              one.right <= two.left ||
                two.right <= one.left ||
                one.bottom <= two.top ||
                two.bottom <= one.top,
            ).toBe(true);
      });
    }),
    { numRuns: 100 },
  );
});

test('of many ways each room’s strongest are drawn, and no room loses all of its own', () => {
  const rooms = Array.from({ length: 12 }, (_, at) => `r${at}`);
  const ways = rooms.flatMap((from, at) =>
    rooms
      .slice(at + 1)
      .map((to) => ({ from, to, kind: 'hallway' as const, by: 'entity' as const, entities: [] })),
  );
  const drawn = drawnWays(ways);
  expect(drawn[0]).toBe(ways[0]);
  expect(drawn.length).toBeLessThanOrEqual(rooms.length * 2);
  for (const room of rooms) expect(drawn.some(({ from, to }) => from === room || to === room)).toBe(true);
});
