import { HoldfastError } from '../base/index.ts';
import { bytes, int, type SqlRow, type Tx, text } from '../db/worker.ts';
import { type Appended, type Projector, projectSession, stampedTx } from './append.ts';
import { genesisHash } from './chain.ts';
import { decodeRows, eventKey, seqOfKey } from './rows.ts';

/** A projection of the log that can be made anew from it. Whoever adds a projector registers one of these beside it. */
export interface Projection {
  name: string;
  /** What `doctor --rebuild GROUP` names. */
  group: 'projections' | 'palace';
  project: Projector;
  /** Empties what `project` writes. */
  clear(tx: Tx): void;
  /** What two builds must agree on, as SELECTs that leave out ids of chance and other tables' internal numbers. */
  compared: readonly { table: string; sql: string }[];
  /** True when an event can point at a later session's: a second pass, which must change nothing else, finds it. */
  needsTwoPasses?: boolean;
  /** Called when the new build stays. */
  applied?(tx: Tx): void;
}

export interface RebuildInput {
  what: 'all' | 'projections' | 'palace';
  /** Keep the new build; otherwise it is only compared and thrown away. */
  apply: boolean;
}

/** Differences between what stands and what the log says; `missing` stands in the log only, `extra` in the table only. */
export interface RebuildReport {
  isEqual: boolean;
  isApplied: boolean;
  events: number;
  tables: { table: string; rows: number; missing: number; extra: number; examples: string[] }[];
  /** Events that a projector refused, which no intact profile has. */
  refused: { sessionId: string; seq: number; why: string }[];
}

const examplesShown = 5;

/** What the log's own columns of a session say: status, usage, head of the chain. */
export const sessionsProjection: Projection = {
  name: 'sessions',
  group: 'projections',
  project(tx, { sessionNumber, events }) {
    for (const { key, seq, event } of events) {
      const row = tx.get('SELECT hash, created_at FROM events WHERE key = ?', key);
      const session = tx.get('SELECT usage FROM sessions WHERE number = ?', sessionNumber);
      if (!row || !session) throw new HoldfastError('internal', `event ${event.id} has no row`);
      const head = {
        seq,
        hash: bytes(row, 'hash'),
        createdAt: int(row, 'created_at'),
        usage: text(session, 'usage'),
      };
      projectSession(tx, sessionNumber, head, [{ seq, event }]);
    }
  },
  clear(tx) {
    const usage = {
      input_tokens: 0,
      output_tokens: 0,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    };
    for (const row of tx.all('SELECT number, id FROM sessions')) {
      tx.run(
        `UPDATE sessions SET status = 'idle', stop_reason = NULL, paused = 0, last_seq = forked_seq, last_hash = ?, last_event_at = created_at, usage = ?
         WHERE number = ?`,
        genesisHash(text(row, 'id')), JSON.stringify(usage), int(row, 'number'),
      ); // biome-ignore format: one line of values
    }
  },
  compared: [
    {
      table: 'sessions',
      // the same reason has its members in another order when it is read back: a header is canonical JSON
      sql: `SELECT id, status, json_extract(stop_reason, '$.type') AS stopped_for, json_extract(stop_reason, '$.event_ids') AS waits_for,
        paused, last_seq, hex(last_hash), last_event_at, usage FROM sessions`,
    },
  ],
};

/**
 * Makes the maintenance function behind `doctor --rebuild`: in one transaction it empties the projections, replays the whole log
 * through their projectors, and compares with what stood there. Unless `apply` is set the transaction is undone.
 */
export function createRebuild(projections: readonly Projection[]) {
  return function rebuild(tx: Tx, { what, apply }: RebuildInput): RebuildReport {
    const chosen = projections.filter((projection) => what === 'all' || projection.group === what);
    const compared = chosen.flatMap((projection) => projection.compared);
    tx.db.exec('BEGIN IMMEDIATE');
    try {
      // session rows keep `updated_at`, which is not the log's
      tx.db.exec('CREATE TEMP TABLE kept_updates AS SELECT number, updated_at FROM main.sessions');
      compared.forEach(({ sql }, index) => {
        tx.db.exec(`CREATE TEMP TABLE stood_${index} AS ${sql}`);
      });
      for (const projection of chosen) projection.clear(tx);
      const refused: RebuildReport['refused'] = [];
      const events = replay(tx, chosen, refused);
      const second = chosen.filter((projection) => projection.needsTwoPasses === true);
      if (second.length > 0) replay(tx, second, []);
      tx.db.exec(
        'UPDATE main.sessions SET updated_at = (SELECT k.updated_at FROM temp.kept_updates k WHERE k.number = sessions.number)',
      );
      const tables = compared.map(({ table, sql }, index) => compare(tx, table, sql, `temp.stood_${index}`));
      if (apply) {
        for (const projection of chosen) projection.applied?.(tx);
        for (let index = 0; index < compared.length; index += 1) tx.db.exec(`DROP TABLE temp.stood_${index}`);
        tx.db.exec('DROP TABLE temp.kept_updates');
      }
      tx.db.exec(apply ? 'COMMIT' : 'ROLLBACK');
      const isEqual =
        refused.length === 0 && tables.every(({ missing, extra }) => missing === 0 && extra === 0);
      return { isEqual, isApplied: apply, events, tables, refused };
    } finally {
      if (tx.db.inTransaction) tx.db.exec('ROLLBACK');
    }
  };
}

const pageEvents = 500;

function replay(tx: Tx, projections: readonly Projection[], refused: RebuildReport['refused']): number {
  let count = 0;
  for (const session of tx.all('SELECT number, id FROM sessions ORDER BY number')) {
    const sessionNumber = int(session, 'number');
    const sessionId = text(session, 'id');
    let after = eventKey(sessionNumber, 0);
    const end = eventKey(sessionNumber + 1, 0);
    for (;;) {
      const rows = tx.all(
        'SELECT key, id, type, header, created_at, processed_at FROM events WHERE key > ? AND key < ? ORDER BY key LIMIT ?',
        after,
        end,
        pageEvents,
      );
      decodeRows(tx, rows).forEach(({ key, event }, index) => {
        const appended: Appended = {
          sessionId,
          sessionNumber,
          events: [{ seq: seqOfKey(key), key, event }],
        };
        const stamped = stampedTx(tx, int(rows[index] ?? {}, 'created_at'));
        for (const projection of projections) {
          try {
            projection.project(stamped, appended);
          } catch (caught) {
            if (!(caught instanceof HoldfastError)) throw caught;
            refused.push({ sessionId, seq: seqOfKey(key), why: `${projection.name}: ${caught.message}` });
          }
        }
      });
      count += rows.length;
      const last = rows.at(-1);
      if (!last || rows.length < pageEvents) break;
      after = int(last, 'key');
    }
  }
  return count;
}

function compare(tx: Tx, table: string, sql: string, stood: string): RebuildReport['tables'][number] {
  // statements over temporary tables are made for this one use
  const all = (query: string) => tx.db.prepare<[], SqlRow>(query).all();
  const missing = all(`SELECT * FROM (${sql}) EXCEPT SELECT * FROM ${stood}`);
  const extra = all(`SELECT * FROM ${stood} EXCEPT SELECT * FROM (${sql})`);
  const rows = all(`SELECT count(*) AS n FROM (${sql})`)[0];
  const shown = (list: readonly SqlRow[], sign: string) =>
    list.slice(0, examplesShown).map((row) => `${sign} ${JSON.stringify(row)}`);
  return {
    table,
    rows: rows ? int(rows, 'n') : 0,
    missing: missing.length,
    extra: extra.length,
    examples: [...shown(missing, '+'), ...shown(extra, '-')],
  };
}
