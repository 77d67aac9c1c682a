import { type Tx, text } from '../db/worker.ts';

/** Adds to a session's log, inside whoever's transaction this is; the log's own append is one. */
export type AppendVaultsGiven = (
  tx: Tx,
  input: {
    sessionId: string;
    events: { type: 'holdfast.vaults_given'; vaults: { id: string; name: string }[]; by: string }[];
  },
) => unknown;

/** A session's vaults and the event that says so, in one transaction. */
export function createSessionVaults(append: AppendVaultsGiven) {
  return {
    setVaultsOfSession(
      tx: Tx,
      { sessionId, vaults, by }: { sessionId: string; vaults: { id: string; name: string }[]; by: string },
    ): null {
      append(tx, { sessionId, events: [{ type: 'holdfast.vaults_given', vaults, by }] });
      removeVaultsOfSession(tx, { sessionId });
      for (const [position, { id }] of vaults.entries())
        tx.run(
          'INSERT INTO session_vaults (session_id, position, vault_id) VALUES (?, ?, ?)',
          sessionId,
          position,
          id,
        );
      tx.note('vault', {});
      return null;
    },
  };
}
export type SessionVaultsCommands = ReturnType<typeof createSessionVaults>;

/** In the order in which they were given. */
export function vaultsOfSessions(tx: Tx, { sessionIds }: { sessionIds: string[] }): Record<string, string[]> {
  return Object.fromEntries(
    sessionIds.map((sessionId) => [
      sessionId,
      tx
        .all('SELECT vault_id FROM session_vaults WHERE session_id = ? ORDER BY position', sessionId)
        .map((row) => text(row, 'vault_id')),
    ]),
  );
}

/** The session has none any more. */
export function removeVaultsOfSession(tx: Tx, { sessionId }: { sessionId: string }): void {
  tx.run('DELETE FROM session_vaults WHERE session_id = ?', sessionId);
}
