import { createInTurn } from '../base/index.ts';
import { bindCommands, bindQueries, type DataPort } from '../db/index.ts';
import type { Retention, RetentionPreview } from './retention-store.ts';
import type { PalaceStore } from './worker.ts';

/** What is too old to be kept, and its going. */
export interface PalaceRetention {
  /** How much would go now. Throws `memory_wing_not_found`. */
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
  const queries = bindQueries<PalaceStore['queries']>(data, 'palace', ['retentionPreview', 'retentionDue']);
  const commands = bindCommands<PalaceStore['commands']>(data, 'palace', ['forgetDue']);
  const inTurn = createInTurn();

  async function slices(rule: Retention, isWanted: () => Promise<boolean>): Promise<number> {
    let forgotten = 0;
    for (;;) {
      const { drawerIds } = await queries.retentionDue({ ...rule, limit: lookedUpAtOnce });
      let gone = 0;
      for (let at = 0; at < drawerIds.length; at += forgottenAtOnce) {
        if (isStopped() || !(await isWanted())) return forgotten + gone;
        const step = await commands.forgetDue({
          ...rule,
          drawerIds: drawerIds.slice(at, at + forgottenAtOnce),
        });
        gone += step.forgotten;
      }
      forgotten += gone;
      // nothing went: what was found is not due any more
      if (gone === 0) return forgotten;
    }
  }

  return {
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
