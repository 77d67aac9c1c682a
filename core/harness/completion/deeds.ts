import { createPicker, hasGrown, rewoundSeqs } from '../../context/index.ts';
import { type EventOf, type StoredEvent, textOf } from '../../events/index.ts';
import { askUserName } from '../../tools/worker.ts';

export type DeedKind = 'read' | 'write' | 'delete' | 'send' | 'test' | 'code' | 'quiet' | 'other';

/** A call and how it ended, as the log has it. */
export interface Deed {
  kind: DeedKind;
  tool: string;
  /** Paths and file names of its arguments, as given. */
  paths: readonly string[];
  /** The last parts of the paths, for comparing. */
  names: readonly string[];
  /** All its arguments as text, for tools whose arguments nobody knows. */
  words: string;
  ended: 'done' | 'failed' | 'denied' | 'dry_run' | 'unknown' | 'open';
  /** What came back. */
  output: string;
  /** Whether its arguments, or what came back, hold a text in lower case. */
  saysInWords(text: string): boolean;
  saysInOutput(text: string): boolean;
  eventIds: readonly string[];
}

type Use = EventOf<'agent.tool_use'> | EventOf<'agent.custom_tool_use'>;
type Result = EventOf<'agent.tool_result'> | EventOf<'user.custom_tool_result'>;

const quietTools: readonly string[] = [
  'think',
  'wait',
  'recall',
  'recall_event',
  'timeline',
  'walk',
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

interface Known {
  count: number;
  last: StoredEvent | undefined;
  rewinds: number;
  deeds: Deed[];
  /** Where a call's deed stands, and the call. */
  places: Map<string, { index: number; use: Use }>;
  results: Map<string, Result>;
}

const rewindsIn = createPicker(['holdfast.rewound']);
const known = new WeakMap<readonly StoredEvent[], Known>();

/**
 * Every call of a session that was not rewound, in order, those made by code included. The same array grown at its end is read from
 * where it ended before, unless something was rewound since.
 */
export function deedsOf(events: readonly StoredEvent[]): readonly Deed[] {
  const rewinds = rewindsIn(events).length;
  const before = known.get(events);
  const isGrown = before !== undefined && before.rewinds === rewinds && hasGrown(events, before);
  const seen: Known = isGrown
    ? before
    : { count: 0, last: undefined, rewinds, deeds: [], places: new Map(), results: new Map() };
  const rewound = rewoundSeqs(events);
  for (; seen.count < events.length; seen.count += 1) {
    const stored = events[seen.count];
    if (stored) take(seen, stored.event, rewound(stored.seq));
  }
  seen.last = events.at(-1);
  if (!isGrown) known.set(events, seen);
  return seen.deeds;
}

function take(seen: Known, event: StoredEvent['event'], isRewound: boolean): void {
  switch (event.type) {
    case 'agent.tool_use':
    case 'agent.custom_tool_use':
      if (isRewound) return;
      seen.places.set(event.id, { index: seen.deeds.length, use: event });
      seen.deeds.push(deedOf(event, seen.results.get(event.id)));
      return;
    case 'agent.tool_result':
      takeResult(seen, event.tool_use_id, event);
      return;
    case 'user.custom_tool_result':
      takeResult(seen, event.custom_tool_use_id, event);
      return;
    default:
      return;
  }
}

function takeResult(seen: Known, useId: string, result: Result): void {
  seen.results.set(useId, result);
  const place = seen.places.get(useId);
  if (place) seen.deeds[place.index] = deedOf(place.use, result);
}

// texts are made when somebody asks: a session has thousands of calls, and most questions are about a few
function deedOf(use: Use, result: Result | undefined): Deed {
  const paths = pathsIn(use.input);
  const once = <T>(make: () => T) => {
    let made: { value: T } | null = null;
    return () => {
      made ??= { value: make() };
      return made.value;
    };
  };
  const names = once(() => paths.map(baseName));
  const words = once(() => JSON.stringify(use.input));
  const output = () => textOf(result?.content ?? []);
  const lowerWords = once(() => words().toLowerCase());
  const lowerOutput = once(() => output().toLowerCase());
  return {
    kind: kindOf(use.name),
    tool: use.name,
    paths,
    get names() {
      return names();
    },
    get words() {
      return words();
    },
    ended: endOf(result),
    get output() {
      return output();
    },
    saysInWords: (text) => lowerWords().includes(text),
    saysInOutput: (text) => lowerOutput().includes(text),
    eventIds: result ? [use.id, result.id] : [use.id],
  };
}

function kindOf(tool: string): DeedKind {
  if (quietTools.includes(tool)) return 'quiet';
  if (tool === 'run_code' || tool === 'bash') return 'code';
  return kinds.find(([pattern]) => pattern.test(tool))?.[1] ?? 'other';
}

function endOf(result: Result | undefined): Deed['ended'] {
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
