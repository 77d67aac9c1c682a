import type { EventOf, NewEvent, StoredEvent, Verdict } from '../events/index.ts';
import { errorOutcome, type ToolOutcome } from '../tools/index.ts';

type AlarmContent = NonNullable<EventOf<'holdfast.alarm'>['alarm']>;

/** Looks for secrets that were planted. Implemented above this room. */
export interface PlantedSecrets {
  /** Kinds of those that stand in a value. */
  kindsIn(value: unknown): readonly string[];
}

/** What is told of a planted secret's use; where it was used is all that differs. */
interface Use {
  place: 'call' | 'message' | 'egress';
  toolUseId?: string;
  messageId?: string;
  tool?: string;
  host?: string;
  kinds: readonly string[];
}

const mostRead = 8;
/** Who pauses a session for an alarm, in the log. */
const alarmPauser = 'alarm';

/** The alarm and the pause that comes with it, to be committed together with what was stopped. */
export function alarmEvents(events: readonly StoredEvent[], use: Use): NewEvent[] {
  return [
    {
      type: 'holdfast.alarm',
      kind: 'canary',
      place: use.place,
      ...(use.toolUseId === undefined ? {} : { tool_use_id: use.toolUseId }),
      ...(use.messageId === undefined ? {} : { message_id: use.messageId }),
      alarm: {
        canaries: [...use.kinds],
        tool: use.tool ?? null,
        host: use.host ?? null,
        read: readBefore(events),
      },
    },
    { type: 'holdfast.paused', by: alarmPauser },
  ];
}

/** Where the planted secret was read, and what others wrote that was read since the owner's last message, newest last. */
function readBefore(events: readonly StoredEvent[]): AlarmContent['read'] {
  const names = new Map<string, string>();
  for (const { event } of events) if (event.type === 'agent.tool_use') names.set(event.id, event.name);
  const last = events.findLastIndex(({ event }) => event.type === 'user.message');
  const read = events.flatMap(({ event }, index): AlarmContent['read'] => {
    if (event.type !== 'agent.tool_result' || event.is_error === true) return [];
    const tool = names.get(event.tool_use_id) ?? '';
    if ((event.holdfast?.found?.canaries ?? []).length > 0)
      return [{ event_id: event.id, tool, what: 'canary' }];
    if (index < last || event.holdfast?.output_label !== 'untrusted') return [];
    return [{ event_id: event.id, tool, what: 'untrusted' }];
  });
  const planted = read.filter(({ what }) => what === 'canary').slice(-2);
  const others = read.filter(({ what }) => what === 'untrusted').slice(-(mostRead - planted.length));
  return read.filter((each) => planted.includes(each) || others.includes(each));
}

/** The floor's word on a call that holds a planted secret. The model is not told what it was: it could learn to leave others alone. */
export const alarmVerdict: Verdict = {
  decision: 'deny',
  rule: 'block:canary',
  reason: 'It carries a secret that is not the task’s to use.',
};

export const alarmOutcome: ToolOutcome = errorOutcome(
  'Denied: it carries a secret that is not the task’s to use. The owner was told, and the session is paused.',
);

// thinking of something is not using it
const thoughtTools: ReadonlySet<string> = new Set(['think']);

/** Kinds of planted secrets that a call would use; empty for a thought. */
export function plantedIn(
  planted: PlantedSecrets | undefined,
  call: { name: string; input: Record<string, unknown>; invalidJson?: string | null },
): readonly string[] {
  if (!planted || thoughtTools.has(call.name)) return [];
  return planted.kindsIn([call.name, call.input, call.invalidJson ?? '']);
}

/** The alarms for words of the agent's that hold a planted secret. */
export function alarmsOfWords(
  planted: PlantedSecrets | undefined,
  before: readonly StoredEvent[],
  answer: readonly NewEvent[],
): NewEvent[] {
  if (!planted) return [];
  for (const event of answer) {
    if (event.type !== 'agent.message' || event.id === undefined) continue;
    const kinds = planted.kindsIn(event.content);
    if (kinds.length > 0) return alarmEvents(before, { place: 'message', messageId: event.id, kinds });
  }
  return [];
}
