import type { Tx } from '../../../../core/db/worker.ts';

// only what the foreign key asks for
export function addSession(tx: Tx, id: string): void {
  tx.run(
    `INSERT OR IGNORE INTO sessions (id, agent, environment_id, metadata, created_at, updated_at, status, last_hash, last_event_at, usage)
     VALUES (?, '{}', 'env', '{}', 0, 0, 'idle', x'00', 0, '{}')`,
    id,
  );
}

/** Bytes that differ for each seed. */
export function bytesOf(sizeBytes: number, seed: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  let state = seed + 1;
  for (let at = 0; at < sizeBytes; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes.writeUInt32LE(state, Math.min(at, Math.max(0, sizeBytes - 4)));
  }
  return bytes;
}
