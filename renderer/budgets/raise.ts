import type { ReachedLimit } from '../api/index.ts';

const steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** Two amounts that a limit could be raised to: a little more, and plenty. Both let the next step through. */
export function raiseSuggestions({ what, limit, spent, needed }: ReachedLimit): number[] {
  const least = Math.max(limit, spent + needed, 1);
  const isTime = what === 'wall_seconds' || what === 'running_seconds';
  const unit = isTime ? (least < 60 ? 1 : least < 3600 ? 60 : 3600) : 1;
  const little = roundUp((least * 1.2) / unit) * unit;
  const plenty = roundUp((least * 3) / unit) * unit;
  return plenty > little ? [little, plenty] : [little];
}

/** The next number that one would say: 12, 15, 20, 25, 30 … in whole units. */
function roundUp(value: number): number {
  if (value <= 10) return Math.ceil(value);
  const power = 10 ** Math.floor(Math.log10(value));
  const step = steps.find((candidate) => candidate * power >= value) ?? 10;
  return Math.ceil(step * power);
}
