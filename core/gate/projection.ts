import type { Projection } from '../log/worker.ts';
import { projectGate } from './projector.ts';

/** Approvals, questions, rules and folder grants, as `doctor --rebuild` makes them anew. */
export const gateProjection: Projection = {
  name: 'gate',
  group: 'projections',
  project: projectGate,
  clear(tx) {
    for (const table of ['approvals', 'questions', 'rules', 'grants', 'call_grants'])
      tx.run(`DELETE FROM ${table}`);
    // also of sessions whose log has none of these: what was remembered of them may be what is mended here
    for (const topic of ['approvals', 'rules', 'grants']) tx.note(topic, {});
  },
  compared: [
    { table: 'approvals', sql: 'SELECT * FROM approvals' },
    { table: 'questions', sql: 'SELECT * FROM questions' },
    { table: 'rules', sql: 'SELECT * FROM rules' },
    { table: 'grants', sql: 'SELECT * FROM grants' },
    { table: 'call_grants', sql: 'SELECT * FROM call_grants' },
  ],
};
