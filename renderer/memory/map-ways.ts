import type { WingSpot } from './map-layout.ts';

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

/** Width of a letter of a label, and its height, in units of the drawing; rather too large than too small. */
const letterWidth = 7.4;
const lineHeight = 17;
/** How far a way may bend to the side of the straight one: the least that crosses no label is taken. */
const bends = [0, 30, -30, 60, -60, 95, -95, 135, -135, 180, -180, 230, -230, 290, -290];
/** Where along the straight way it bends: in its middle, or so that it comes in from the side at one end. */
const turns = [0.5, 1, 0];
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
  for (const bend of bends) {
    for (const turn of bend === 0 ? [0.5] : turns) {
      const middle = bent(from, to, { bend, turn });
      const crossed = crossings(from, middle, to, drawing);
      if (best === null || crossed < best.crossed)
        best = { path: `M${point(from)} Q${point(middle)} ${point(to)}`, crossed };
      if (crossed === 0) return best;
    }
  }
  return best ?? { path: `M${point(from)} L${point(to)}`, crossed: 0 };
}

const point = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** The control point of a curve whose middle lies about `bend` beside the straight line. */
function bent(from: Point, to: Point, { bend, turn }: { bend: number; turn: number }): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  return {
    x: from.x + dx * turn - (dy / length) * bend * 2,
    y: from.y + dy * turn + (dx / length) * bend * 2,
  };
}

function crossings(
  from: Point,
  middle: Point,
  to: Point,
  { labels, width, height }: { labels: readonly Box[]; width: number; height: number },
): number {
  const met = new Set<Box | 'edge'>();
  for (let step = 1; step < samples; step += 1) {
    const at = step / samples;
    const [one, two, three] = [(1 - at) ** 2, 2 * (1 - at) * at, at ** 2];
    const x = one * from.x + two * middle.x + three * to.x;
    const y = one * from.y + two * middle.y + three * to.y;
    if (x < 0 || y < 0 || x > width || y > height) met.add('edge');
    if (Math.min(Math.hypot(x - from.x, y - from.y), Math.hypot(x - to.x, y - to.y)) < ownReach) continue;
    for (const box of labels)
      if (x > box.left && x < box.right && y > box.top && y < box.bottom) met.add(box);
  }
  return met.size;
}
