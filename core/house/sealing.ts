import type { Logger, Runtime } from '../base/index.ts';
import type { DataPort } from '../db/index.ts';
import type { ProfileChain } from '../log/index.ts';
import type { EgressEntry, HouseKey } from '../vault/index.ts';

/** So long nothing must have happened before the heads are sealed; so many transactions at most lie unsealed. */
const quietMs = 15_000;
const mostTransactions = 2_000;

/** The profile's chain is signed with a key that is for nothing else. */
export function macsOf(houseKey: HouseKey) {
  return {
    mac: (content: Uint8Array) => houseKey.mac('profile chain', content),
    check: (content: Uint8Array, given: { keyId: number; mac: Uint8Array }) =>
      houseKey.check('profile chain', content, given),
  };
}

/**
 * Seals the heads of all chains in batches: when nothing has happened for a while, after many transactions, and at the end. No turn waits
 * for it. A crash leaves what came since the last seal to the sessions' own chains.
 */
export function createSealing({
  data,
  chain,
  runtime,
  logger,
}: {
  data: Pick<DataPort, 'onNote'> & { degraded(): unknown };
  chain: ProfileChain;
  runtime: Runtime;
  logger: Logger;
}) {
  let transactions = 0;
  let timer: AbortController | null = null;
  let isClosed = false;

  async function seal(): Promise<void> {
    transactions = 0;
    timer?.abort();
    timer = null;
    if (data.degraded() !== null) return;
    // a full disk or a damaged file is reported by whoever works with it
    await chain.seal().catch((caught: unknown) => logger.error('sealing the heads of the chains', caught));
  }

  data.onNote(({ topic }) => {
    if (
      isClosed ||
      (topic !== 'events' && topic !== 'settings' && topic !== 'vault' && topic !== 'session_deleted')
    )
      return;
    transactions += 1;
    if (transactions >= mostTransactions) {
      void seal();
      return;
    }
    timer?.abort();
    const waiting = new AbortController();
    timer = waiting;
    runtime.clock.sleep(quietMs, waiting.signal).then(
      () => (isClosed ? undefined : seal()),
      () => {},
    );
  });

  return {
    /** What left, for the chain: who it went to and with which credential, not what it was. */
    journal(entry: EgressEntry): void {
      const { at, outcome, method, host, port, bytes_out, bytes_in, credential, error, session_id, call_id } =
        entry;
      chain.note({
        kind: 'egress',
        ...(session_id === null ? {} : { sessionId: session_id }),
        body: { at, outcome, method, host, port, bytes_out, bytes_in, credential, error, call_id },
      });
    },
    /** Seals once more; nothing begins behind it. */
    async close(): Promise<void> {
      isClosed = true;
      await seal();
    },
  };
}
