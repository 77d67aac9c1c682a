import { cpus, totalmem } from 'node:os';

/** What a figure is compared with, taken in the same run. */
export interface Control {
  name: string;
  value: number;
}

/** One line of the table. */
export interface Row {
  name: string;
  /** Null: could not be taken here; `ran` says why. */
  value: number | null;
  unit: string;
  control: Control | null;
  /** `value` against `control`, in the direction the target names. */
  ratio: number | null;
  /** As in the issue, e.g. `>= 0.5`; null: printed, not judged. */
  target: string | null;
  /** Null: not judged, or not taken. */
  met: boolean | null;
  /** What was run, or why it could not be. */
  ran: string;
}

export interface RowInput {
  name: string;
  value: number;
  unit: string;
  control?: Control;
  /** How the ratio is made: `value / control` (costs) or `control / value` (rates are given as times). Default the first. */
  isRate?: boolean;
  /** Judged: the ratio where there is a control, else the value. */
  target?: `${'<=' | '>=' | '<' | '='} ${number}`;
  ran: string;
}

/** A row of what was measured. With `isRate` the ratio is control / value: both are times, the target is about rates. */
export function row({ name, value, unit, control, isRate = false, target, ran }: RowInput): Row {
  const ratio = control === undefined ? null : isRate ? control.value / value : value / control.value;
  return {
    name,
    value,
    unit,
    control: control ?? null,
    ratio,
    target: target ?? null,
    met: target === undefined ? null : isMet(ratio ?? value, target),
    ran,
  };
}

/** A row that could not be taken here. */
export function skippedRow(name: string, why: string): Row {
  return { name, value: null, unit: '', control: null, ratio: null, target: null, met: null, ran: why };
}

function isMet(judged: number, target: string): boolean {
  const [sign, number] = target.split(' ');
  const bound = Number(number);
  if (sign === '<=') return judged <= bound;
  if (sign === '>=') return judged >= bound;
  return sign === '<' ? judged < bound : judged === bound;
}

/** Figures with three significant digits; whole numbers from 1,000 up. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return Number(value.toPrecision(3)).toString();
}

/** A row as one line for people: mark, name, figures, and what was run under it. */
export function printed(row: Row): string {
  const mark = row.value === null ? 'skip' : row.met === null ? ' -- ' : row.met ? 'pass' : 'MISS';
  if (row.value === null) return `${mark}  ${row.name}\n      ${row.ran}`;
  const ratio = row.ratio === null ? '' : `  ${figure(row.ratio)}x`;
  const control =
    row.control === null ? '' : `  (${row.control.name}: ${figure(row.control.value)} ${row.unit})`;
  const target =
    row.target === null ? '' : `  target ${row.target}${row.ratio === null ? ` ${row.unit}` : ''}`;
  return `${mark}  ${row.name}: ${figure(row.value)} ${row.unit}${ratio}${target}${control}\n      ${row.ran}`;
}

/** The machine the figures are of. */
export function machine(): Record<string, string | number> {
  return {
    node: process.versions.node,
    electron: process.versions.electron ?? 'none',
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}
