import { HoldfastError } from '../base/index.ts';
import { checkSummary, type ExtractInput, extractSummary, type SummaryCheck } from '../context/index.ts';
import type { ContextStore } from '../context/worker.ts';
import { bindStudies, type DataPort, type Studies } from '../db/index.ts';
import type { ClaimWarning, StoredEvent } from '../events/index.ts';
import { checkClaims } from './completion/check.ts';
import type { CompletionStore } from './completion/store.ts';
import type { Turn } from './turn.ts';

/** What takes long over a whole log, done in a thread that reads the log by itself. */
export interface LogStudies {
  context: Studies<ContextStore['queries']>;
  completion: Studies<CompletionStore['queries']>;
}

/** Binds the studies over the data port. */
export function createLogStudies(data: Pick<DataPort, 'study'>): LogStudies {
  return {
    context: bindStudies<ContextStore['queries']>(data, 'context', ['extract', 'checkSummary']),
    completion: bindStudies<CompletionStore['queries']>(data, 'completion', ['checkClaims']),
  };
}

type Studying = Pick<Turn, 'ports' | 'session' | 'signal'>;

/** The extract of a span. `events`: the log as the turn has it, up to `asOfSeq` at least. */
export function extractFor(
  turn: Studying,
  events: readonly StoredEvent[],
  input: ExtractInput,
): Promise<string> {
  return study(
    turn,
    ({ context }) => context.extract({ ...input, sessionId: turn.session.id }, turn.signal),
    () => extractSummary(events, input).text,
  );
}

/** What the log finds wrong with a summary of that span. */
export function checkFor(
  turn: Studying,
  events: readonly StoredEvent[],
  input: ExtractInput,
  summary: string,
): Promise<SummaryCheck> {
  return study(
    turn,
    ({ context }) => context.checkSummary({ ...input, summary, sessionId: turn.session.id }, turn.signal),
    () => checkSummary(summary, extractSummary(events, input), input.budgetTokens),
  );
}

/** What a message claims that the log, which ends before it, does not bear out. */
export function claimsFor(
  turn: Studying,
  events: readonly StoredEvent[],
  message: string,
): Promise<ClaimWarning[]> {
  const lastSeq = events.at(-1)?.seq ?? 0;
  return study(
    turn,
    ({ completion }) => completion.checkClaims({ sessionId: turn.session.id, lastSeq, message }, turn.signal),
    () => checkClaims(events, message),
  );
}

/**
 * In the thread where there is one. One that died twice under the same work costs nobody the turn: it is said, and done here, however
 * long that holds up this thread. Rejects with the signal's reason when the turn is stopped.
 */
async function study<T>(
  { ports, signal }: Studying,
  there: (studies: LogStudies) => Promise<T>,
  here: () => T,
): Promise<T> {
  if (!ports.studies) return here();
  try {
    return await there(ports.studies);
  } catch (caught) {
    if (signal.aborted || !(caught instanceof HoldfastError) || caught.code !== 'internal') throw caught;
    ports.logger.error('studying the log in its own thread', caught);
    return here();
  }
}
