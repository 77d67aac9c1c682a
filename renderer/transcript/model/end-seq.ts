import type { Row } from './items.ts';

/** Position of the last event that a row shows, where a fork that has the row whole begins. Null: nothing stored, or set aside. */
export function endSeqOf(row: Row): number | null {
  switch (row.kind) {
    case 'tool':
      return row.call.endSeq;
    case 'question':
      return row.question.endSeq;
    case 'plan':
      return row.plan.endSeq;
    case 'user':
    case 'agent':
    case 'thinking':
    case 'error':
    case 'turn_end':
      return row.seq;
    default:
      return null;
  }
}
