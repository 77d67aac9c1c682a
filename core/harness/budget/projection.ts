import type { Projection } from '../../log/worker.ts';
import { projectBudgets } from './projector.ts';
import { budgetTables } from './store.ts';

/** Limits, reservations, running calls and spending, as `doctor --rebuild` makes them anew. */
export const budgetProjection: Projection = {
  name: 'budgets',
  group: 'projections',
  project: projectBudgets,
  clear(tx) {
    for (const table of budgetTables) tx.run(`DELETE FROM ${table}`);
  },
  compared: budgetTables.map((table) => ({ table, sql: `SELECT * FROM ${table}` })),
};
