import type { PalaceMap } from '../api/index.ts';
import { letterWidth, lineHeight, type WingSpot } from './map-layout.ts';

interface Point {
  x: number;
  y: number;
}
interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** How far a way may be drawn aside at each of its ends: the least of both that crosses no label is taken. */
const sides = [0, 45, -45, 95, -95, 150, -150, 210, -210, 280, -280];
const strain = ([first, second]: readonly [number, number]) =>
  Math.abs(first) + Math.abs(second) + Math.abs(first - second) / 2;
const pulls = sides
  .flatMap((first) => sides.map((second) => [first, second] as const))
  .sort((one, two) => strain(one) - strain(two));
const samples = 40;
/** Near its ends a way may be where the labels of its own rooms are. */
const ownReach = 14;

/** Where the labels of wings and rooms stand. `short`: a name as it is shown. */
export function labelBoxes(wings: readonly WingSpot[], short: (name: string) => string): Box[] {
  return wings.flatMap((wing) => [
    {
      left: wing.x - wing.radius,
      right: wing.x + wing.radius,
      top: wing.y - wing.radius,
      bottom: wing.y + wing.radius,
    },
    ...wing.rooms.map(({ name, labelX, labelY, anchor }): Box => {
      const width = short(name).length * letterWidth;
      const left = anchor === 'start' ? labelX : anchor === 'end' ? labelX - width : labelX - width / 2;
      return { left, right: left + width, top: labelY - lineHeight + 4, bottom: labelY + 5 };
    }),
  ]);
}

/** The path of a way from one room to another that crosses no label, or as few as can be, and stays inside the drawing. */
export function wayPath(
  from: Point,
  to: Point,
  drawing: { labels: readonly Box[]; width: number; height: number },
): { path: string; crossed: number } {
  let best: { path: string; crossed: number } | null = null;
  for (const [first, second] of pulls) {
    const curve: Curve = [from, pulled(from, from, to, first), pulled(to, from, to, second), to];
    const crossed = crossings(curve, drawing);
    if (best === null || crossed < best.crossed) best = { path: pathOf(curve), crossed };
    if (crossed === 0) break;
  }
  return best ?? { path: `M${point(from)} L${point(to)}`, crossed: 0 };
}

type Curve = readonly [Point, Point, Point, Point];

const point = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;
const pathOf = ([from, one, two, to]: Curve) => `M${point(from)} C${point(one)} ${point(two)} ${point(to)}`;

/** A point drawn aside from the straight line between two others. */
function pulled({ x, y }: Point, from: Point, to: Point, side: number): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  return { x: x - (dy / length) * side, y: y + (dx / length) * side };
}

function crossings(
  [from, first, second, to]: Curve,
  { labels, width, height }: { labels: readonly Box[]; width: number; height: number },
): number {
  const met = new Set<Box | 'edge'>();
  for (let step = 1; step < samples; step += 1) {
    const at = step / samples;
    const parts = [(1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at ** 2 * (1 - at), at ** 3] as const;
    const x = parts[0] * from.x + parts[1] * first.x + parts[2] * second.x + parts[3] * to.x;
    const y = parts[0] * from.y + parts[1] * first.y + parts[2] * second.y + parts[3] * to.y;
    if (x < 0 || y < 0 || x > width || y > height) met.add('edge');
    if (Math.min(Math.hypot(x - from.x, y - from.y), Math.hypot(x - to.x, y - to.y)) < ownReach) continue;
    for (const box of labels)
      if (x > box.left && x < box.right && y > box.top && y < box.bottom) met.add(box);
  }
  return met.size;
}

/** Ways that are drawn from a room; all of a room that names everybody would hide the others. */
const drawnOfRoom = 2;

/** The strongest ways of each room. `ways`: the strongest first. */
export function drawnWays(ways: PalaceMap['ways']): PalaceMap['ways'] {
  const drawn = new Map<string, number>();
  return ways.filter(({ from, to }) => {
    const counts = [drawn.get(from) ?? 0, drawn.get(to) ?? 0] as const;
    if (Math.min(...counts) >= drawnOfRoom) return false;
    drawn.set(from, counts[0] + 1);
    drawn.set(to, counts[1] + 1);
    return true;
  });
}
