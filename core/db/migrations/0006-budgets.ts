import type { Migration } from '../migrate.ts';

/**
 * Budgets as projections of the log: limits of sessions, reservations that stand, calls that are under way, and what was spent by
 * session, quarter of an hour, kind and name. `budget_past` alone is no projection: it keeps the sums of deleted sessions.
 */
export const budgets: Migration = {
  id: 6,
  name: 'budgets',
  up(db) {
    const spending = `
        requests INTEGER NOT NULL, calls INTEGER NOT NULL,
        input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,
        cache_read_tokens INTEGER NOT NULL, cache_write_tokens INTEGER NOT NULL,
        cost_nanos INTEGER NOT NULL, unpriced_tokens INTEGER NOT NULL,
        running_ms INTEGER NOT NULL, bytes_out INTEGER NOT NULL, files_changed INTEGER NOT NULL`;
    db.exec(`
      CREATE TABLE budget_limits (
        session_number INTEGER PRIMARY KEY, limits TEXT NOT NULL, is_background INTEGER NOT NULL, is_managed INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE budget_reservations (
        span_id TEXT PRIMARY KEY, session_number INTEGER NOT NULL, slot INTEGER NOT NULL, purpose TEXT NOT NULL, model TEXT NOT NULL,
        price TEXT, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, cost_nanos INTEGER NOT NULL,
        unpriced_tokens INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE budget_calls (
        tool_use_id TEXT PRIMARY KEY, session_number INTEGER NOT NULL, slot INTEGER NOT NULL, tool TEXT NOT NULL, files INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE budget_spending (
        session_number INTEGER NOT NULL, slot INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, ${spending},
        PRIMARY KEY (session_number, slot, kind, name)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX budget_spending_by_slot ON budget_spending(slot);
      CREATE TABLE budget_past (
        agent_id TEXT NOT NULL, is_background INTEGER NOT NULL, slot INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, ${spending},
        PRIMARY KEY (agent_id, is_background, slot, kind, name)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE budget_state (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL) STRICT;
    `);
  },
};
