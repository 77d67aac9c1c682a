import type { CallPreview } from '../../gate/index.ts';
import { keptPreview } from '../secrets-in-calls.ts';
import type { Turn } from '../turn.ts';
import type { ModeState } from './mode.ts';
import { type Instead, recordInstead } from './restraints.ts';

/**
 * The last look before a call starts: the owner may have turned the session into a dry run after it was allowed. What cannot be
 * previewed any more counts as having an effect.
 */
export async function recordedAtRun(
  { ports, tools, session, signal }: Turn,
  mode: ModeState,
  call: { id: string; name: string; input: Record<string, unknown> },
): Promise<Instead | null> {
  const tool = tools.get(call.name);
  if (mode.mode !== 'dry_run' || !tool) return null;
  let preview: CallPreview;
  try {
    preview = await tool.preview(call.input, { sessionId: session.id, signal });
  } catch {
    // it fails by itself when it runs, and until then nobody knows what it would touch
    preview = { ...unknownPreview, sentence: `Call ${call.name}.` };
  }
  const shown = await keptPreview(ports.outputs, {
    preview,
    sessionId: session.id,
    tool: call.name,
    reason: null,
  });
  return recordInstead(mode, { tool, id: call.id, input: call.input, preview: shown });
}

const unknownPreview: Omit<CallPreview, 'sentence'> = {
  target: 'owner',
  effect: 'exec',
  reversibility: 'irreversible',
  paths: [],
  facts: [],
  diffs: [],
  asksBecause: [],
  ruleOffered: null,
};
