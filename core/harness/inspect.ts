import type { FoundInOutput } from '../events/index.ts';
import { errorOutcome, type ToolOutcome } from '../tools/index.ts';
import type { Turn } from './turn.ts';

/** What a look at a tool's output is asked and gives: the texts as they may go on, in the same order, and what was found in them. */
export interface InspectInput {
  sessionId: string;
  tool: string;
  texts: readonly string[];
  /** The tool does not vouch for what it gives back. */
  isUntrusted: boolean;
}
export type Inspect = (
  input: InspectInput,
) => Promise<{ texts: readonly string[]; found: FoundInOutput | null }>;

/**
 * An outcome as it may go into the log, to the model and to memory. One that could not be looked at does not go on: what it holds
 * might be a secret.
 */
export async function inspected(
  { ports, session }: Pick<Turn, 'ports' | 'session'>,
  outcome: ToolOutcome,
  { tool, isUntrusted }: { tool: string; isUntrusted: boolean },
): Promise<{ outcome: ToolOutcome; found: FoundInOutput | null }> {
  const texts = outcome.content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
  if (!ports.inspect || texts.length === 0) return { outcome, found: null };
  try {
    const { texts: kept, found } = await ports.inspect({ sessionId: session.id, tool, texts, isUntrusted });
    let next = 0;
    const content = outcome.content.map((block) =>
      block.type === 'text' ? { type: 'text' as const, text: kept[next++] ?? '' } : block,
    );
    return { outcome: { ...outcome, content }, found };
  } catch (caught) {
    ports.logger.error(`looking at the output of ${tool}`, caught);
    const text =
      'It ran, but its output could not be checked for secrets and is held back. Its outcome is unknown to you.';
    return { outcome: errorOutcome(text), found: null };
  }
}
