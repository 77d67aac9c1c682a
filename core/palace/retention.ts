import { createInTurn } from '../base/index.ts';
import { bindCommands, bindQueries, type DataPort } from '../db/index.ts';
import type { Retention, RetentionPreview } from './retention-store.ts';
import type { PalaceStore } from './worker.ts';

/** What is too old to be kept, and its going. */
export interface PalaceRetention {
  /** Those of the wings that are there. */
  retentionWings(input: { wingIds: readonly string[] }): Promise<RetentionPreview['wing'][]>;
  /** How much would go now, counted in all of the wing. Throws `memory_wing_not_found`. */
  retentionPreview(rule: Retention): Promise<RetentionPreview>;
  /**
   * Forgets what is too old, a few drawers a transaction, as `forget` does; a kill leaves those forgotten that were, and the next run goes on.
   * Stops where `isWanted` says so, asked between two of them. `forgotten`: drawers; `pending`: what still holds some of them.
   */
  forgetOld(
    rule: Retention,
    isWanted: () => Promise<boolean>,
  ): Promise<{ forgotten: number; done: boolean; pending: string[] }>;
}

const lookedUpAtOnce = 400;
const forgottenAtOnce = 8;

export function createRetention(ports: {
  data: DataPort;
  /** The palace rests or closes. */
  isStopped: () => boolean;
  /** Cleans the files; resolves with what still holds forgotten words. */
  stillHeld: () => Promise<{ done: boolean; pending: string[] }>;
}): PalaceRetention & { stopped(): Promise<void> } {
  const { data, isStopped, stillHeld } = ports;
  const queries = bindQueries<PalaceStore['queries']>(data, 'palace', [
    'retentionWings',
    'retentionPreview',
    'retentionDue',
  ]);
  const commands = bindCommands<PalaceStore['commands']>(data, 'palace', ['forgetDue']);
  const inTurn = createInTurn();

  async function slices(rule: Retention, isWanted: () => Promise<boolean>): Promise<number> {
    let forgotten = 0;
    for (let after: number | null = 0; after !== null; ) {
      const { drawerIds, next } = await queries.retentionDue({ ...rule, after, limit: lookedUpAtOnce });
      if (isStopped()) return forgotten;
      for (let at = 0; at < drawerIds.length; at += forgottenAtOnce) {
        if (isStopped() || !(await isWanted())) return forgotten;
        const step = await commands.forgetDue({
          ...rule,
          drawerIds: drawerIds.slice(at, at + forgottenAtOnce),
        });
        forgotten += step.forgotten;
      }
      after = next;
    }
    return forgotten;
  }

  return {
    retentionWings: queries.retentionWings,
    retentionPreview: queries.retentionPreview,
    forgetOld(rule, isWanted) {
      return inTurn(async () => {
        const forgotten = await slices(rule, isWanted);
        const held = forgotten > 0 && !isStopped() ? await stillHeld() : { done: true, pending: [] };
        return { forgotten, ...held };
      });
    },
    async stopped() {
      await inTurn(async () => {});
    },
  };
}
