import type { Verdict } from '../events/index.ts';
import type { CallPreview } from '../gate/index.ts';
import { type Tool, writesFile } from '../tools/index.ts';
import type { OutputGuard } from './inspect.ts';

/**
 * A call's arguments as its tool gets them: where they name a secret and the tool writes a file, with the secret. Everywhere else the
 * reference stays a reference. Throws `secret_sealed`.
 */
export function argumentsFor<T>(outputs: OutputGuard | undefined, tool: Tool, input: T): Promise<T> | T {
  return outputs && writesFile(tool) && outputs.refersToSecrets(input) ? outputs.withSecrets(input) : input;
}

/** Why a call needs the owner's word for what it does with a secret; null where it does nothing of the kind. */
export async function secretReason(
  outputs: OutputGuard | undefined,
  tool: Tool,
  input: Record<string, unknown>,
): Promise<string | null> {
  if (!outputs) return null;
  if (writesFile(tool) && outputs.refersToSecrets(input))
    return 'It puts the value of a secret, which the agent has only a reference to, into a file.';
  if (tool.labels.effect === 'none' || tool.labels.effect === 'local') return null;
  const looks = await outputs.secretsIn(input);
  return looks.length === 0 ? null : `What it would send holds what looks like ${looks.join(', ')}.`;
}

/** The verdict on a call that does something with a secret: nothing allows it beforehand. */
export function askAboutSecret(verdict: Verdict, reason: string | null): Verdict {
  return reason === null || verdict.decision !== 'allow'
    ? verdict
    : { decision: 'ask', rule: 'secret', reason };
}

/** A preview as it may be kept: what a secret is in it stands as a reference, and no rule is offered for it. */
export async function keptPreview(
  outputs: OutputGuard | undefined,
  {
    preview,
    sessionId,
    tool,
    reason,
  }: { preview: CallPreview; sessionId: string; tool: string; reason: string | null },
): Promise<CallPreview> {
  if (!outputs) return preview;
  const { sentence, facts, diffs } = preview;
  const value = await outputs.redactDeep({ sessionId, tool, value: { sentence, facts, diffs } });
  if (reason === null) return { ...preview, ...value };
  return { ...preview, ...value, asksBecause: [reason, ...preview.asksBecause], ruleOffered: null };
}
