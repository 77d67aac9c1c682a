import type { NewEvent, StoredEvent } from '../events/index.ts';
import type { SessionRecord } from '../log/index.ts';
import type { HarnessPorts, SessionTools } from './ports.ts';

/** What one wake works with. Holds nothing that cannot be read from the log again. */
export interface Turn {
  ports: HarnessPorts;
  session: SessionRecord;
  tools: SessionTools;
  leaseToken: number;
  signal: AbortSignal;
  /** Appends under the lease. */
  append(events: readonly NewEvent[]): Promise<StoredEvent[]>;
}
