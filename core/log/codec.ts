import { canonicalJson, sha256 } from '../base/index.ts';
import { type SessionEvent, sessionEvent } from '../events/index.ts';

/**
 * How an event is laid down: `header` holds what may never be forgotten (type, ids, statuses, counts), the parts hold content,
 * each forgettable by itself. A text block is a part of raw UTF-8, so that a drawer can point at its characters.
 */
export interface EncodedEvent {
  header: string;
  parts: Uint8Array[];
}

/** A part as it is read back: bytes, or the text they are as UTF-8; null when the owner had it forgotten. */
export interface PartBytes {
  bytes: Uint8Array | string | null;
}

type PartKind = 'text' | 'base64' | 'json';
/** [field, index in the field's array or -1, kind, for base64: media type] */
type PartPlace = [field: string, index: number, kind: PartKind, extra?: string];

const headerFields = new Set([
  'name', 'tool_use_id', 'custom_tool_use_id', 'evaluated_permission', 'evaluation', 'is_error', 'stop_reason', 'stop_details',
  'model_request_start_id', 'model_usage', 'session_thread_id', 'agent_name', 'result', 'grant_id', 'rule_id', 'access',
  'to_seq', 'event_id', 'phase', 'tool', 'input_hash', 'recovery', 'idempotency_key', 'scope', 'by', 'parts', 'commitment',
  'version', 'sha256', 'tool_use_ids', 'from_seq', 'trigger', 'method', 'checked', 'budget_tokens', 'tokens_before', 'tokens_after', 'level', 'kind', 'mode', 'message_id', 'action',
  'session_id', 'seq', 'head_hash', 'not_started', 'from', 'to', 'why',
  'span_id', 'purpose', 'model', 'reserved', 'price', 'limits', 'background', 'managed', 'trust', 'said_at', 'reached', 'files', 'usage', 'budget', 'undoes', 'place', 'decision',
  'drawer_id', 'is_pinned', 'put_in', 'tokens', 'is_on',
]); // biome-ignore format: a list of names

/** Of a result's `holdfast`: times, flags and ids, which budgets and views count by; its details are content. */
const resultFacts = new Set([
  'parent_tool_use_id', 'duration_ms', 'waited_ms', 'unknown_outcome', 'denied', 'output_label',
]); // biome-ignore format: a list of names

/** Of a call's `holdfast`: ids, and where a note's words come from. They stay when what was shown of the call is forgotten. */
const callFacts = new Set([
  'parent_tool_use_id', 'model_tool_use_id', 'note', 'dry_run_of', 'plan_step',
]); // biome-ignore format: a list of names

const factsOf: Readonly<Record<string, ReadonlySet<string>>> = {
  'agent.tool_result': resultFacts,
  'agent.tool_use': callFacts,
};

const placesKey = '_parts';

/** Whether an event may have a part that is no text; from its header alone, and rather once too often. */
export function mayHaveBinary(header: string): boolean {
  return header.includes('"base64"');
}

/** Splits an event into header and parts. `id`, `type` and `processed_at` are columns and in neither. */
export function encodeEvent(event: SessionEvent): EncodedEvent {
  const header: Record<string, unknown> = {};
  const places: PartPlace[] = [];
  const parts: Uint8Array[] = [];
  const addPart = (place: PartPlace, bytes: Uint8Array) => {
    places.push(place);
    parts.push(bytes);
  };
  for (const [field, value] of Object.entries(event)) {
    if (field === 'id' || field === 'type' || field === 'processed_at' || value === undefined) continue;
    if (headerFields.has(field)) header[field] = value;
    else if (field === 'content' && Array.isArray(value)) encodeBlocks(value, header, addPart);
    else if (field === 'holdfast' && event.type in factsOf && isRecord(value)) {
      const [facts, content] = divide(value, factsOf[event.type] ?? new Set());
      if (Object.keys(facts).length > 0) header[field] = facts;
      if (Object.keys(content).length > 0 || header[field] === undefined)
        addPart([field, -1, 'json'], utf8(JSON.stringify(content)));
    } else addPart([field, -1, 'json'], utf8(JSON.stringify(value)));
  }
  if (places.length > 0) header[placesKey] = places;
  return { header: canonicalJson(header), parts };
}

function divide(value: Record<string, unknown>, names: ReadonlySet<string>) {
  const named: Record<string, unknown> = {};
  const others: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value))
    if (member !== undefined) (names.has(name) ? named : others)[name] = member;
  return [named, others] as const;
}

function encodeBlocks(
  blocks: readonly unknown[],
  header: Record<string, unknown>,
  addPart: (place: PartPlace, bytes: Uint8Array) => void,
): void {
  // an empty array has no part to say that it was there
  if (blocks.length === 0) header.content = [];
  for (const [index, block] of blocks.entries()) {
    const image = asBase64Image(block);
    if (isPlainText(block)) addPart(['content', index, 'text'], utf8(block.text));
    else if (image) addPart(['content', index, 'base64', image.mediaType], Buffer.from(image.data, 'base64'));
    else addPart(['content', index, 'json'], utf8(JSON.stringify(block)));
  }
}

/** Puts an event together again; forgotten parts become `redacted` blocks or are left out. Throws on rows that are not ours. */
export function decodeEvent(
  columns: { id: string; type: string; header: string; processedAt: number },
  parts: readonly PartBytes[],
): SessionEvent {
  const { [placesKey]: places = [], ...fields } = JSON.parse(columns.header) as Record<string, unknown> & {
    _parts?: PartPlace[];
  };
  const event: Record<string, unknown> = {
    id: columns.id,
    type: columns.type,
    processed_at: new Date(columns.processedAt).toISOString(),
    ...fields,
  };
  let isWhole = true;
  places.forEach((place, position) => {
    const bytes = parts[position]?.bytes ?? null;
    if (bytes === null) isWhole = false;
    putPart(event, place, bytes);
  });
  // what was validated when it was written needs no second look, except where content is gone
  return isWhole ? (event as SessionEvent) : sessionEvent.parse(withDefaults(event));
}

function putPart(
  event: Record<string, unknown>,
  [field, index, kind, extra]: PartPlace,
  bytes: PartBytes['bytes'],
): void {
  if (index === -1) {
    if (bytes === null) return;
    const value: unknown = JSON.parse(fromUtf8(bytes));
    const facts = event[field];
    event[field] = isRecord(facts) && isRecord(value) ? { ...facts, ...value } : value;
    return;
  }
  const list = Array.isArray(event[field]) ? event[field] : [];
  list[index] = bytes === null ? { type: 'redacted' } : decodeBlock(kind, bytes, extra);
  event[field] = list;
}

function decodeBlock(kind: PartKind, bytes: Uint8Array | string, mediaType: string | undefined): unknown {
  if (kind === 'text') return { type: 'text', text: fromUtf8(bytes) };
  if (kind === 'json') return JSON.parse(fromUtf8(bytes));
  return {
    type: 'image',
    source: { type: 'base64', media_type: mediaType, data: Buffer.from(bytes).toString('base64') },
  };
}

// required content fields that were forgotten whole
function withDefaults(event: Record<string, unknown>): Record<string, unknown> {
  const forgotten = '[forgotten by the owner]';
  const defaults: Record<string, unknown> = {
    input: {},
    path: forgotten,
    text: forgotten,
    match: {},
    error: { type: 'unknown_error', message: forgotten, retry_status: { type: 'terminal' } },
    verdict: { decision: 'deny', rule: forgotten, reason: forgotten },
    steps: [],
    sentence: forgotten,
    paths: [],
    warnings: [],
  };
  return { ...defaults, ...event };
}

function isPlainText(block: unknown): block is { type: 'text'; text: string } {
  return (
    isRecord(block) &&
    block.type === 'text' &&
    typeof block.text === 'string' &&
    Object.keys(block).length === 2
  );
}

function asBase64Image(block: unknown): { mediaType: string; data: string } | null {
  if (
    !isRecord(block) ||
    block.type !== 'image' ||
    Object.keys(block).length !== 2 ||
    !isRecord(block.source)
  )
    return null;
  const { type, media_type: mediaType, data } = block.source;
  if (type !== 'base64' || typeof mediaType !== 'string' || typeof data !== 'string') return null;
  // only when it comes back the same to the letter
  return Buffer.from(data, 'base64').toString('base64') === data ? { mediaType, data } : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const fromUtf8 = (bytes: Uint8Array | string): string =>
  typeof bytes === 'string'
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

/** A part's commitment: SHA-256 of its salt and bytes. */
export function partCommitment(salt: Uint8Array, bytes: Uint8Array): Buffer {
  return sha256(salt, bytes);
}
