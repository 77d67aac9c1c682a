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

/**
 * Where wings and rooms stand: wings in a grid as wide as it is high, each with its rooms on a circle around it. The same map always
 * looks the same.
 */
export function layOut({ wings }: PalaceMap): { wings: WingSpot[]; width: number; height: number } {
  const columns = Math.max(1, Math.round(Math.sqrt(wings.length * 0.8)));
  const [cellWidth, cellHeight] = [400, 290];
  const rows = Math.max(1, Math.ceil(wings.length / columns));
  const spots = wings.map((wing, at): WingSpot => {
    const x = cellWidth * ((at % columns) + 0.5);
    const y = cellHeight * (Math.floor(at / columns) + 0.5);
    const reach = wing.rooms.length === 1 ? 86 : 78 + Math.min(wing.rooms.length, 12) * 4;
    return {
      id: wing.id,
      name: wing.name,
      drawers: wing.drawers,
      x,
      y,
      radius: 36,
      reach,
      rooms: wing.rooms.map((room, index) => {
        const angle = (index / wing.rooms.length) * 2 * Math.PI - Math.PI / 2;
        const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
        const radius = 5 + Math.min(9, Math.sqrt(room.drawers));
        const side = Math.abs(dx) < 0.35 ? 0 : Math.sign(dx);
        return {
          ...room,
          x: x + dx * reach,
          y: y + dy * reach,
          radius,
          labelX: x + dx * reach + side * (radius + 5),
          labelY: y + dy * reach + (side === 0 ? Math.sign(dy) * (radius + 11) + 4 : 4),
          anchor: side === 0 ? 'middle' : side > 0 ? 'start' : 'end',
        };
      }),
    };
  });
  return { wings: spots, width: columns * cellWidth, height: rows * cellHeight };
}
