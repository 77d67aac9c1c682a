import type { NewEvent } from '../events/index.ts';
import { errorOutcome } from '../tools/index.ts';
import type { RefusedCall } from './budget/calls.ts';
import { resultEvent } from './result-event.ts';
import type { Turn } from './turn.ts';

/**
 * The last look at the rule or grant that allowed a call: the owner may have taken it back after the call was planned. Null when it
 * stands, or when something else allowed it.
 */
export async function refusalWithoutRule(
  { ports, session }: Turn,
  call: { id: string; parentId: string | null },
  intent: NewEvent | null | undefined,
): Promise<RefusedCall | null> {
  const by = intent?.type === 'holdfast.tool_intent' ? (intent.verdict?.rule ?? '') : '';
  const kind = by.startsWith('rule:') ? 'rule' : by.startsWith('grant:') ? 'grant' : null;
  if (kind === null) return null;
  const { gate } = ports;
  const standing = await (kind === 'rule' ? gate.listRules : gate.listCallGrants)({ sessionId: session.id });
  if (standing.some(({ id }) => by === `${kind}:${id}`)) return null;
  const outcome = errorOutcome(
    `Not run: the owner took back the ${kind} that allowed it before it began. Make the call again if it still fits; the owner will be asked.`,
  );
  const links = call.parentId === null ? {} : { parent_tool_use_id: call.parentId };
  return { outcome, events: [resultEvent(call.id, outcome, links)] };
}
