import { useToolName, VisibleText } from '../../approvals/index.ts';
import { links } from '../../router/router.ts';
import type { CallRef } from '../model/items.ts';
import { targetOf } from '../model/tool-target.ts';

export const linkClasses =
  'rounded-sm text-accent underline decoration-current/40 underline-offset-2 hover:decoration-current';

/** The calls that a notice speaks of, each a way to its card. */
export function CallLinks({ sessionId, calls }: { sessionId: string; calls: readonly CallRef[] }) {
  const nameOf = useToolName();
  if (calls.length === 0) return null;
  return (
    <ul className="max-h-72 space-y-0.5 overflow-y-auto">
      {calls.map((call) => {
        const target = targetOf(call.name, call.input);
        return (
          <li key={call.id} className="[overflow-wrap:anywhere]">
            <a href={`#${links.session(sessionId, call.seq)}`} className={linkClasses}>
              {nameOf(call.name)}
            </a>{' '}
            {target ? <VisibleText text={target.text} /> : null}
          </li>
        );
      })}
    </ul>
  );
}
