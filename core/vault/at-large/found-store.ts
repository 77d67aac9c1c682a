import { HoldfastError } from '../../base/index.ts';
import { bytes, int, intOrNull, type SqlRow, type Tx, text } from '../../db/worker.ts';

/** A secret that a tool's output held. Its value is sealed, or nowhere when `sealed` is null. */
export interface FoundSecretRow {
  number: number;
  sessionId: string | null;
  looksLike: string;
  characters: number;
  isHarmless: boolean;
  createdAt: number;
  sealed: { keyId: number; nonce: Uint8Array; sealed: Uint8Array } | null;
}

export interface NewFoundSecret {
  sessionId: string;
  /** Keyed hash of the value. */
  mark: Uint8Array;
  looksLike: string;
  characters: number;
  sealed: FoundSecretRow['sealed'];
}

const columns = 'f.*, (SELECT s.id FROM sessions s WHERE s.number = f.session_number) AS session_id';

function toRow(row: SqlRow): FoundSecretRow {
  const keyId = intOrNull(row, 'key_id');
  return {
    number: int(row, 'number'),
    sessionId: row.session_id === null ? null : text(row, 'session_id'),
    looksLike: text(row, 'looks_like'),
    characters: int(row, 'characters'),
    isHarmless: int(row, 'is_harmless') === 1,
    createdAt: int(row, 'created_at'),
    sealed: keyId === null ? null : { keyId, nonce: bytes(row, 'nonce'), sealed: bytes(row, 'sealed') },
  };
}

/** Keeps what is new of these; gives each one's row, in order. */
function keepFound(tx: Tx, { secrets }: { secrets: readonly NewFoundSecret[] }): FoundSecretRow[] {
  return secrets.map((secret) => {
    const known = tx.get(`SELECT ${columns} FROM found_secrets f WHERE mark = ?`, secret.mark);
    if (known) return toRow(known);
    tx.run(
      `INSERT INTO found_secrets (mark, session_number, looks_like, characters, key_id, nonce, sealed, created_at)
       VALUES (?, coalesce((SELECT number FROM sessions WHERE id = ?), 0), ?, ?, ?, ?, ?, ?)`,
      secret.mark, secret.sessionId, secret.looksLike, secret.characters, secret.sealed?.keyId ?? null,
      secret.sealed?.nonce ?? null, secret.sealed?.sealed ?? null, tx.runtime.clock.now(),
    ); // biome-ignore format: one line of values
    tx.note('found_secrets', {});
    const row = tx.get(`SELECT ${columns} FROM found_secrets f WHERE mark = ?`, secret.mark);
    if (!row) throw new HoldfastError('internal', 'a found secret was not kept');
    return toRow(row);
  });
}

/** Whether the owner said that this is no secret. From then on it is left where it stands. */
function markHarmless(tx: Tx, { number, isHarmless }: { number: number; isHarmless: boolean }): void {
  const changed = tx.run(
    'UPDATE found_secrets SET is_harmless = ? WHERE number = ?',
    isHarmless ? 1 : 0,
    number,
  );
  if (changed === 0) throw new HoldfastError('not_found', `no secret #${number}`);
  tx.note('found_secrets', {});
}

/** Newest first, at most 500. */
function listFound(tx: Tx, _: Record<string, never>): FoundSecretRow[] {
  return tx.all(`SELECT ${columns} FROM found_secrets f ORDER BY number DESC LIMIT 500`).map(toRow);
}

function getFound(tx: Tx, { number }: { number: number }): FoundSecretRow | null {
  const row = tx.get(`SELECT ${columns} FROM found_secrets f WHERE number = ?`, number);
  return row ? toRow(row) : null;
}

/** With a session go the values that were found in it. */
export function removeFoundOfSession(tx: Tx, { sessionNumber }: { sessionNumber: number }): void {
  tx.run('DELETE FROM found_secrets WHERE session_number = ? AND is_harmless = 0', sessionNumber);
}

export const foundStore = { commands: { keepFound, markHarmless }, queries: { listFound, getFound } };
