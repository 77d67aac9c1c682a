import type { Projection } from '../log/worker.ts';
import { projectGate } from './projector.ts';

/** Approvals, questions, rules and folder grants, as `doctor --rebuild` makes them anew. */
export const gateProjection: Projection = {
  name: 'gate',
  group: 'projections',
  project: projectGate,
  clear(tx) {
    for (const table of ['approvals', 'questions', 'rules', 'grants']) tx.run(`DELETE FROM ${table}`);
  },
  compared: [
    { table: 'approvals', sql: 'SELECT * FROM approvals' },
    { table: 'questions', sql: 'SELECT * FROM questions' },
    { table: 'rules', sql: 'SELECT * FROM rules' },
    { table: 'grants', sql: 'SELECT * FROM grants' },
  ],
};
