import type { FoundInOutput } from '../events/index.ts';
import { errorOutcome, type ToolOutcome } from '../tools/index.ts';
import type { Turn } from './turn.ts';

/** What a look at a tool's output is asked. */
export interface InspectInput {
  sessionId: string;
  tool: string;
  texts: readonly string[];
  /** The tool does not vouch for what it gives back. */
  isUntrusted: boolean;
}

/** What stands between tools and everything that remembers. Implemented above this room. */
export interface OutputGuard {
  /** The texts as they may go on, in the same order, and what was found in them. */
  inspect(input: InspectInput): Promise<{ texts: readonly string[]; found: FoundInOutput | null }>;
  /** A value with references in the place of secrets, in every text that it holds. */
  redactDeep<T>(input: { sessionId: string; tool: string; value: T }): Promise<T>;
  /** What the texts of a value hold that looks like a secret, in words, each once. */
  secretsIn(value: unknown): Promise<string[]>;
  refersToSecrets(value: unknown): boolean;
  /** A value with the secrets that it refers to. Throws `secret_sealed`. */
  withSecrets<T>(value: T): Promise<T>;
}

/**
 * An outcome as it may go into the log, to the model and to memory. One that could not be looked at does not go on: what it holds
 * might be a secret.
 */
export async function inspected(
  { ports, session }: Pick<Turn, 'ports' | 'session'>,
  outcome: ToolOutcome,
  { tool, isUntrusted }: { tool: string; isUntrusted: boolean },
): Promise<{ outcome: ToolOutcome; found: FoundInOutput | null }> {
  const { outputs } = ports;
  if (!outputs) return { outcome, found: null };
  const texts = outcome.content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
  const sessionId = session.id;
  try {
    const { texts: kept, found } = await outputs.inspect({ sessionId, tool, texts, isUntrusted });
    let next = 0;
    const content = outcome.content.map((block) =>
      block.type === 'text' ? { type: 'text' as const, text: kept[next++] ?? '' } : block,
    );
    if (outcome.details === undefined) return { outcome: { ...outcome, content }, found };
    const details = await outputs.redactDeep({ sessionId, tool, value: outcome.details });
    return { outcome: { ...outcome, content, details }, found };
  } catch (caught) {
    ports.logger.error(`looking at the output of ${tool}`, caught);
    const text =
      'It ran, but its output could not be checked for secrets and is held back. Look at what it did before you do it again.';
    return { outcome: errorOutcome(text), found: null };
  }
}
