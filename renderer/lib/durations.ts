import { numberFormat } from './formatters.ts';

/** `0.4s`, `12s`, `3m 20s`; short enough for the edge of a card. */
export function formatDuration(durationMs: number, language: string): string {
  const unit = (value: number, name: 'second' | 'minute' | 'hour', digits = 0) =>
    numberFormat(language, {
      style: 'unit',
      unit: name,
      unitDisplay: 'narrow',
      maximumFractionDigits: digits,
    }).format(value);
  if (durationMs < 10_000) return unit(durationMs / 1000, 'second', 1);
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 60) return unit(seconds, 'second');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60)
    return seconds % 60 === 0
      ? unit(minutes, 'minute')
      : `${unit(minutes, 'minute')} ${unit(seconds % 60, 'second')}`;
  return `${unit(Math.floor(minutes / 60), 'hour')} ${unit(minutes % 60, 'minute')}`;
}
