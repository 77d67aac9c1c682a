import { useState } from 'react';
import { grownBy } from './model/find-item.ts';
import type { Row } from './model/items.ts';

/** Rows before the first ever read get smaller numbers; there are never that many. */
const start = 1_000_000;

/** The list's number of its first row, so that rows put in front do not move what is being read. */
export function useFirstIndex(rows: readonly Row[]): number {
  const [known, setKnown] = useState({ rows, index: start });
  if (known.rows === rows) return known.index;
  const index = known.index - grownBy(known.rows, rows);
  setKnown({ rows, index });
  return index;
}
