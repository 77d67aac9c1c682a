import type { Checkpoint } from '../api/index.ts';

/** The changes that one message led to, or one undo. */
export interface ChangedTurn {
  key: string;
  by: Checkpoint['by'];
  /** Position of its first change in the session. */
  seq: number;
  at: string;
  text: string | null;
  checkpoints: Checkpoint[];
}

/** Groups checkpoints by turn, newest first; each undo stands for itself. */
export function changedTurns(checkpoints: readonly Checkpoint[]): ChangedTurn[] {
  const turns: ChangedTurn[] = [];
  for (const checkpoint of checkpoints) {
    const last = turns.at(-1);
    const key = checkpoint.by === 'owner' ? checkpoint.id : `${checkpoint.turn_id}`;
    if (last?.by === 'agent' && checkpoint.by === 'agent' && last.key.startsWith(`${key} `)) {
      last.checkpoints.push(checkpoint);
      last.at = checkpoint.at;
    } else {
      turns.push({
        // a turn that an undo interrupted goes on as another group
        key: `${key} ${turns.length}`,
        by: checkpoint.by,
        seq: checkpoint.seq,
        at: checkpoint.at,
        text: checkpoint.turn_text,
        checkpoints: [checkpoint],
      });
    }
  }
  return turns.reverse();
}

/** Ids of what can still be taken back. */
export function undoable(checkpoints: readonly Checkpoint[]): string[] {
  return checkpoints
    .filter(({ files }) => files.some(({ state }) => state === 'in_place'))
    .map(({ id }) => id);
}
