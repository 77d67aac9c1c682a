import type { PalaceMap } from '../api/index.ts';

export interface Spot {
  id: string;
  name: string;
  x: number;
  y: number;
  radius: number;
  drawers: number;
}

export interface WingSpot extends Spot {
  /** Of the circle that holds its rooms. */
  reach: number;
  rooms: (Spot & { labelX: number; labelY: number; anchor: 'start' | 'middle' | 'end' })[];
}

/** Width of a letter of a label, and a label's height, in units of the drawing; rather too large than too small. */
export const letterWidth = 7.4;
export const lineHeight = 17;
const margin = 8;
/**
 * Where wings and rooms stand: wings in a grid of cells that hold the largest of them with its labels, each with its rooms on a circle
 * around it. `labelLength`: letters of a name as it is shown. `room`: the width that there is; at least one wing stands in it, however wide. The
 * same map always looks the same.
 */
export function layOut(
  { wings }: PalaceMap,
  { labelLength, room = Number.MAX_SAFE_INTEGER }: { labelLength: (name: string) => number; room?: number },
): { wings: WingSpot[]; width: number; height: number } {
  const around = wings.map((wing) => ringOf(wing, labelLength));
  const cellWidth = 2 * Math.max(100, ...around.map(({ halfWidth }) => halfWidth)) + 2 * margin;
  const cellHeight = 2 * Math.max(100, ...around.map(({ halfHeight }) => halfHeight)) + 2 * margin;
  const fitting = Math.max(1, Math.min(wings.length, Math.floor(room / cellWidth)));
  // as square as may be
  const columns = Math.min(
    fitting,
    Math.max(1, Math.ceil(Math.sqrt((wings.length * cellHeight) / cellWidth))),
  );
  const rows = Math.max(1, Math.ceil(wings.length / columns));
  const spots = wings.map((wing, at): WingSpot => {
    const x = cellWidth * ((at % columns) + 0.5);
    const y = cellHeight * (Math.floor(at / columns) + 0.5);
    const { reach, rooms } = around[at] ?? ringOf(wing, labelLength);
    return {
      id: wing.id,
      name: wing.name,
      drawers: wing.drawers,
      x,
      y,
      radius: 36,
      reach,
      rooms: rooms.map((room) => ({
        ...room,
        x: x + room.x,
        y: y + room.y,
        labelX: x + room.labelX,
        labelY: y + room.labelY,
      })),
    };
  });
  return { wings: spots, width: columns * cellWidth, height: rows * cellHeight };
}

/** The rooms of a wing around it, as if it stood at nought, and how far they and their labels reach. */
function ringOf(wing: PalaceMap['wings'][number], labelLength: (name: string) => number) {
  const reach = wing.rooms.length === 1 ? 86 : 78 + Math.min(wing.rooms.length, 12) * 4;
  const rooms = wing.rooms.map((room, index): WingSpot['rooms'][number] => {
    const angle = (index / wing.rooms.length) * 2 * Math.PI - Math.PI / 2;
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    const radius = 5 + Math.min(9, Math.sqrt(room.drawers));
    const side = Math.abs(dx) < 0.35 ? 0 : Math.sign(dx);
    return {
      ...room,
      x: dx * reach,
      y: dy * reach,
      radius,
      labelX: dx * reach + side * (radius + 5),
      labelY: dy * reach + (side === 0 ? Math.sign(dy) * (radius + 11) + 4 : 4),
      anchor: side === 0 ? 'middle' : side > 0 ? 'start' : 'end',
    };
  });
  const widths = rooms.map(({ name, labelX, anchor }) => {
    const width = labelLength(name) * letterWidth;
    return Math.abs(labelX) + (anchor === 'middle' ? width / 2 : width);
  });
  const heights = rooms.map(({ labelY }) => Math.abs(labelY) + lineHeight);
  return { reach, rooms, halfWidth: Math.max(0, ...widths), halfHeight: Math.max(0, ...heights) };
}
