import type { ReachedLimit } from '../api/index.ts';
import { formatBytes } from './dates.ts';
import { formatDuration } from './durations.ts';
import { numberFormat } from './formatters.ts';

/** What a limit bounds; `unpriced_tokens` stands for money where nobody knows a model's price. */
export type AmountKind = ReachedLimit['what'];

/** `840`, `12.4K`, `1.2M`. */
export function formatCount(value: number, language: string): string {
  return numberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

export function formatPercent(share: number, language: string): string {
  return numberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** An amount of what budgets bound, in the unit that one reads it in. */
export function formatAmount(what: AmountKind, value: number, language: string): string {
  switch (what) {
    case 'cost_cents':
      return numberFormat(language, { style: 'currency', currency: 'USD' }).format(value / 100);
    case 'wall_seconds':
    case 'running_seconds':
      return formatDuration(value * 1000, language);
    case 'bytes_out':
      return formatBytes(value, language);
    default:
      return formatCount(value, language);
  }
}
