import { rewoundSeqs } from '../../context/index.ts';
import { type EventOf, type StoredEvent, textOf } from '../../events/index.ts';
import { askUserName } from '../../tools/index.ts';

export type DeedKind = 'read' | 'write' | 'delete' | 'send' | 'test' | 'code' | 'quiet' | 'other';

/** A call and how it ended, as the log has it. */
export interface Deed {
  kind: DeedKind;
  tool: string;
  /** Paths and file names of its arguments, as given. */
  paths: readonly string[];
  /** All its arguments as text, for tools whose arguments nobody knows. */
  words: string;
  ended: 'done' | 'failed' | 'denied' | 'dry_run' | 'unknown' | 'open';
  /** What came back. */
  output: string;
  eventIds: readonly string[];
}

const quietTools: readonly string[] = [
  'think',
  'wait',
  'recall',
  'recall_event',
  askUserName,
  'propose_plan',
];
const kinds: readonly [RegExp, DeedKind][] = [
  [/test|pytest|vitest|jest/i, 'test'],
  [/^(read|glob|grep|list|search|get|find|stat|view|open)/i, 'read'],
  [/send|mail|reply|forward|message|post_|notify|invite/i, 'send'],
  [/delete|remove|trash|unlink/i, 'delete'],
  [/^(write|edit|create|save|append|update|put|move|copy|rename|remember)/i, 'write'],
];

/** Every call of a session that was not rewound, in order, those made by code included. */
export function deedsOf(events: readonly StoredEvent[]): Deed[] {
  const rewound = rewoundSeqs(events);
  const results = new Map<string, EventOf<'agent.tool_result'> | EventOf<'user.custom_tool_result'>>();
  for (const { event } of events) {
    if (event.type === 'agent.tool_result') results.set(event.tool_use_id, event);
    if (event.type === 'user.custom_tool_result') results.set(event.custom_tool_use_id, event);
  }
  return events.flatMap(({ seq, event }) => {
    if (event.type !== 'agent.tool_use' && event.type !== 'agent.custom_tool_use') return [];
    if (rewound(seq)) return [];
    const result = results.get(event.id);
    return [
      {
        kind: kindOf(event.name),
        tool: event.name,
        paths: pathsIn(event.input),
        words: JSON.stringify(event.input),
        ended: endOf(result),
        output: textOf(result?.content ?? []),
        eventIds: result ? [event.id, result.id] : [event.id],
      },
    ];
  });
}

function kindOf(tool: string): DeedKind {
  if (quietTools.includes(tool)) return 'quiet';
  if (tool === 'run_code') return 'code';
  return kinds.find(([pattern]) => pattern.test(tool))?.[1] ?? 'other';
}

function endOf(
  result: EventOf<'agent.tool_result'> | EventOf<'user.custom_tool_result'> | undefined,
): Deed['ended'] {
  if (!result) return 'open';
  if (result.type === 'user.custom_tool_result') return result.is_error ? 'failed' : 'done';
  if (result.holdfast?.details?.dry_run === true) return 'dry_run';
  if (result.holdfast?.unknown_outcome) return 'unknown';
  if (result.holdfast?.denied || (result.is_error && /^Denied/.test(textOf(result.content ?? []))))
    return 'denied';
  return result.is_error ? 'failed' : 'done';
}

function pathsIn(input: Record<string, unknown>): string[] {
  return Object.entries(input).flatMap(([name, value]) =>
    typeof value === 'string' &&
    /path|file|name|target|source|dest|from|^to$/i.test(name) &&
    value.length < 1000
      ? [value]
      : [],
  );
}

/** The last part of a path, for comparing: composed, lower case. */
export function baseName(path: string): string {
  const clean = path.normalize('NFC').toLowerCase().replaceAll('\\', '/').replace(/\/+$/, '');
  return clean.slice(clean.lastIndexOf('/') + 1);
}
