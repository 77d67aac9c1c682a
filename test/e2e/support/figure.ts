import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What the electricity of the demo's folder cost, in EUR with two decimals, worked out here from the files alone: the
 * measured rows times their tariffs, and the standing charge.
 */
export function expectedFigure(folder: string): string {
  const tariffs = readFileSync(join(folder, 'tariffs.md'), 'utf8');
  const amount = (label: string) => {
    const found = new RegExp(`${label}: ([\\d.]+) EUR`).exec(tariffs)?.[1];
    if (found === undefined) throw new Error(`tariffs.md has no ${label}`);
    return Number(found);
  };
  const prices: Record<string, number> = { day: amount('Day tariff'), night: amount('Night tariff') };
  const [, ...rows] = readFileSync(join(folder, 'electricity-2026-09.csv'), 'utf8').trim().split('\n');
  let cost = amount('Standing charge');
  for (const row of rows) {
    const [, , tariff = '', kwh, quality] = row.trim().split(',');
    if (quality === 'measured') cost += Number(kwh) * (prices[tariff] ?? Number.NaN);
  }
  return cost.toFixed(2);
}
