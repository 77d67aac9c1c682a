import type { BudgetKind } from '../api/index.ts';

/** What the owner writes for a limit, in the unit that one thinks in. */

const countUnits = { k: 1e3, m: 1e6, b: 1e9 } as const;
const byteUnits = { '': 1e6, b: 1, kb: 1e3, mb: 1e6, gb: 1e9 } as const;

/** `null`: empty, no limit. `undefined`: not to be understood. Money in dollars, bare times in minutes, bare sizes in megabytes. */
export function parseLimit(what: BudgetKind, text: string): number | null | undefined {
  const words = text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  if (words === '') return null;
  const value = amountIn(what, words);
  return value !== undefined && Number.isFinite(value) && value <= 1e12 ? value : undefined;
}

function amountIn(what: BudgetKind, words: string): number | undefined {
  switch (what) {
    case 'cost_cents': {
      const amount = /^\$? ?(\d+(?:[.,]\d{1,2})?)$/.exec(words)?.[1];
      return amount === undefined ? undefined : Math.round(numberIn(amount) * 100);
    }
    case 'wall_seconds':
    case 'running_seconds':
      return secondsIn(words);
    case 'bytes_out': {
      const [, amount, unit = ''] = /^(\d+(?:[.,]\d+)?) ?(|b|kb|mb|gb)$/.exec(words) ?? [];
      return amount === undefined ? undefined : Math.round(numberIn(amount) * byteUnits[unit as '']);
    }
    default: {
      const [, amount, unit] = /^(\d+(?:[.,]\d+)?) ?(k|m|b)?$/.exec(words) ?? [];
      if (amount === undefined) return undefined;
      return Math.round(numberIn(amount) * (unit === undefined ? 1 : countUnits[unit as 'k']));
    }
  }
}

function secondsIn(words: string): number | undefined {
  if (/^\d+(?:[.,]\d+)?$/.test(words)) return Math.round(numberIn(words) * 60);
  const number = '(\\d+(?:[.,]\\d+)?) ?';
  const parts = new RegExp(`^(?:${number}h)? ?(?:${number}m(?:in)?)? ?(?:${number}s)?$`).exec(words);
  if (!parts) return undefined;
  const [hours = '0', minutes = '0', seconds = '0'] = parts.slice(1);
  return Math.round(numberIn(hours) * 3600 + numberIn(minutes) * 60 + numberIn(seconds));
}

function numberIn(text: string): number {
  return Number(text.replace(',', '.'));
}

/** The same, from a limit; `parseLimit` gives it back. */
export function limitText(what: BudgetKind, limit: number | null): string {
  if (limit === null) return '';
  switch (what) {
    case 'cost_cents':
      return Number.isInteger(limit / 100) ? String(limit / 100) : (limit / 100).toFixed(2);
    case 'wall_seconds':
    case 'running_seconds': {
      const parts = [
        [Math.floor(limit / 3600), 'h'],
        [Math.floor((limit % 3600) / 60), 'm'],
        [Math.round(limit % 60), 's'],
      ] as const;
      return parts.flatMap(([value, unit]) => (value > 0 ? `${value}${unit}` : [])).join(' ') || '0s';
    }
    case 'bytes_out':
      return scaled(
        limit,
        [
          [1e9, 'GB'],
          [1e6, 'MB'],
          [1e3, 'KB'],
        ],
        'B',
      );
    default:
      return scaled(
        limit,
        [
          [1e6, 'M'],
          [1e4, 'K', 1e3],
        ],
        '',
      );
  }
}

// only where nothing is lost by it
function scaled(
  value: number,
  steps: readonly (readonly [from: number, unit: string, by?: number])[],
  bare: string,
): string {
  for (const [from, unit, by = from] of steps)
    if (value >= from && Number.isInteger((value * 100) / by)) return `${value / by}${unit}`;
  return `${value}${bare}`;
}
