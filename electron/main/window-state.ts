import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const boundsSchema = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
export type Bounds = z.infer<typeof boundsSchema>;

const windowStateSchema = z.object({
  bounds: boundsSchema.nullable(),
  isMaximized: z.boolean(),
  zoomLevel: z.number().min(-5).max(5),
  /** The owner's theme as last seen, so that the window has the right colour before the database is open. */
  theme: z.enum(['system', 'light', 'dark']),
});
export type WindowState = z.infer<typeof windowStateSchema>;

export const smallestWindow = { width: 760, height: 520 } as const;
export const usualWindow = { width: 1240, height: 820 } as const;

const firstState: WindowState = { bounds: null, isMaximized: false, zoomLevel: 0, theme: 'system' };

/** The state saved in `file`; the first state when there is none or it cannot be read (it is only a convenience). */
export function readWindowState(file: string): WindowState {
  try {
    return windowStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return firstState;
  }
}

/** Replaces `file` as a whole. Throws what the file system throws. */
export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

/**
 * `saved` made to fit a screen that is still there: null when too little of its title bar would be on any of the
 * `workAreas` to take hold of (a screen was unplugged), otherwise no larger than the screen it is on.
 */
export function fitBounds(saved: Bounds | null, workAreas: readonly Bounds[]): Bounds | null {
  if (saved === null) return null;
  const area = workAreas.find((candidate) => isTitleBarReachable(saved, candidate));
  if (area === undefined) return null;
  return {
    x: saved.x,
    y: saved.y,
    width: Math.max(smallestWindow.width, Math.min(saved.width, area.width)),
    height: Math.max(smallestWindow.height, Math.min(saved.height, area.height)),
  };
}

function isTitleBarReachable(window: Bounds, area: Bounds): boolean {
  const visibleWidth = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const isTopInside = window.y >= area.y - 8 && window.y < area.y + area.height - 40;
  return visibleWidth >= 120 && isTopInside;
}
