import { bytes, int, type SqlRow, type Tx, text } from '../db/worker.ts';

/** A key of Holdfast's own as the key port wrapped it. */
export interface StoredHouseKey {
  id: number;
  backend: string;
  wrapped: Uint8Array;
  /** Nonce and seal of an empty text: only the right key opens it. */
  proof: Uint8Array;
}

const keyOf = (row: SqlRow): StoredHouseKey => ({
  id: int(row, 'id'),
  backend: text(row, 'backend'),
  wrapped: bytes(row, 'wrapped'),
  proof: bytes(row, 'proof'),
});

function listHouseKeys(tx: Tx, _: Record<string, never>): StoredHouseKey[] {
  return tx.all('SELECT * FROM house_keys ORDER BY id LIMIT 100').map(keyOf);
}

/** Adds a key unless another one was added since `after`, the id of the newest that is known (0: none); gives the newest. */
function addHouseKey(tx: Tx, input: Omit<StoredHouseKey, 'id'> & { after: number }): StoredHouseKey {
  tx.run(
    `INSERT INTO house_keys (backend, wrapped, proof, created_at)
     SELECT ?, ?, ?, ? WHERE (SELECT coalesce(max(id), 0) FROM house_keys) = ?`,
    input.backend,
    input.wrapped,
    input.proof,
    tx.runtime.clock.now(),
    input.after,
  );
  const row = tx.get('SELECT * FROM house_keys ORDER BY id DESC LIMIT 1');
  if (!row) throw new TypeError('the key was not kept');
  return keyOf(row);
}

export const houseKeyStore = { commands: { addHouseKey }, queries: { listHouseKeys } };
