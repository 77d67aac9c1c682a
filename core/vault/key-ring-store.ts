import { bytes, int, type SqlRow, type Tx, text } from '../db/worker.ts';
import { type StoredPassphrase, scryptCost } from './passphrase.ts';

/** A key at rest, of the vault (there is one) or of Holdfast's own. */
export interface WrappedKey {
  table: 'vault' | 'house';
  id: number;
  backend: string;
  wrapped: Uint8Array;
  proof: Uint8Array;
}

export interface KeysAtRest {
  passphrase: StoredPassphrase | null;
  keys: WrappedKey[];
}

const tables = { vault: 'vault_key', house: 'house_keys' } as const;

function readPassphrase(tx: Tx): StoredPassphrase | null {
  const row = tx.get('SELECT salt, cost, proof FROM vault_passphrase WHERE id = 1');
  if (!row) return null;
  return {
    salt: bytes(row, 'salt'),
    cost: scryptCost.parse(JSON.parse(text(row, 'cost'))),
    proof: bytes(row, 'proof'),
  };
}

function keysIn(tx: Tx, table: WrappedKey['table']): WrappedKey[] {
  return tx
    .all(`SELECT id, backend, wrapped, proof FROM ${tables[table]} ORDER BY id LIMIT 1000`)
    .map((row: SqlRow) => ({
      table,
      id: int(row, 'id'),
      backend: text(row, 'backend'),
      wrapped: bytes(row, 'wrapped'),
      proof: bytes(row, 'proof'),
    }));
}

function getPassphrase(tx: Tx, _: Record<string, never>): StoredPassphrase | null {
  return readPassphrase(tx);
}

function listKeys(tx: Tx, _: Record<string, never>): KeysAtRest {
  return { passphrase: readPassphrase(tx), keys: [...keysIn(tx, 'vault'), ...keysIn(tx, 'house')] };
}

/**
 * Puts other wraps in the place of those that are there, with the passphrase that they are under, all in this one transaction: a crash leaves the
 * old ones or the new ones. False, and nothing done, when the keys are no longer those that were `seen`.
 */
function rewrapKeys(
  tx: Tx,
  input: {
    seen: KeysAtRest;
    passphrase: StoredPassphrase | null;
    keys: Pick<WrappedKey, 'table' | 'id' | 'backend' | 'wrapped'>[];
  },
): boolean {
  if (markOf(input.seen) !== markOf(listKeys(tx, {}))) return false;
  tx.run('DELETE FROM vault_passphrase');
  if (input.passphrase) {
    const { salt, cost, proof } = input.passphrase;
    tx.run(
      'INSERT INTO vault_passphrase (id, salt, cost, proof, set_at) VALUES (1, ?, ?, ?, ?)',
      salt,
      JSON.stringify(cost),
      proof,
      tx.runtime.clock.now(),
    );
  }
  for (const { table, id, backend, wrapped } of input.keys)
    tx.run(`UPDATE ${tables[table]} SET backend = ?, wrapped = ? WHERE id = ?`, backend, wrapped, id);
  tx.note('vault', {});
  return true;
}

const hex = (given: Uint8Array) => Buffer.from(given).toString('hex');

function markOf({ passphrase, keys }: KeysAtRest): string {
  return JSON.stringify([
    passphrase && hex(passphrase.salt),
    ...keys.map(({ table, id, wrapped }) => [table, id, hex(wrapped)]),
  ]);
}

/** Empties the write-ahead log, which may still hold old wraps. False while somebody reads. Outside of a transaction. */
function dropOldWraps(tx: Tx, _: Record<string, never>): boolean {
  const [row] = tx.db.pragma('main.wal_checkpoint(TRUNCATE)') as { busy: number }[];
  return row?.busy === 0;
}

export const keyRingStore = {
  commands: { rewrapKeys },
  queries: { getPassphrase, listKeys },
  maintenance: { dropOldWraps },
};
