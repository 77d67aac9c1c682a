import { z } from 'zod';
import type { Usage } from './types.ts';

/**
 * The Messages API's streaming events as endpoints really send them: what Holdfast can do without may be missing or
 * null (local servers leave out usage, ids and models), and what it does not know is skipped, not refused.
 */
const count = z.number().nonnegative().nullish();
const wireUsage = z
  .looseObject({
    input_tokens: count,
    output_tokens: count,
    cache_creation_input_tokens: count,
    cache_read_input_tokens: count,
  })
  .nullish();
export type WireUsage = z.infer<typeof wireUsage>;

const wireBlock = z.union([
  z.looseObject({ type: z.literal('text'), text: z.string().nullish() }),
  z.looseObject({
    type: z.literal('thinking'),
    thinking: z.string().nullish(),
    signature: z.string().nullish(),
  }),
  z.looseObject({ type: z.literal('redacted_thinking'), data: z.string() }),
  z.looseObject({
    type: z.literal('tool_use'),
    id: z.string().nullish(),
    name: z.string().min(1),
    input: z.unknown(),
  }),
]);
export type WireBlock = z.infer<typeof wireBlock>;

const wireDelta = z.union([
  z.looseObject({ type: z.literal('text_delta'), text: z.string() }),
  z.looseObject({ type: z.literal('thinking_delta'), thinking: z.string() }),
  z.looseObject({ type: z.literal('signature_delta'), signature: z.string() }),
  z.looseObject({ type: z.literal('input_json_delta'), partial_json: z.string() }),
]);
export type WireDelta = z.infer<typeof wireDelta>;

const index = z.number().int().nonnegative();

const wireEvent = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('message_start'),
    message: z
      .looseObject({ id: z.string().nullish(), model: z.string().nullish(), usage: wireUsage })
      .nullish(),
  }),
  z.looseObject({ type: z.literal('content_block_start'), index, content_block: wireBlock }),
  z.looseObject({ type: z.literal('content_block_delta'), index, delta: wireDelta }),
  z.looseObject({ type: z.literal('content_block_stop'), index }),
  z.looseObject({
    type: z.literal('message_delta'),
    delta: z
      .looseObject({
        stop_reason: z.string().nullish(),
        stop_details: z
          .looseObject({
            type: z.string(),
            category: z.string().nullish(),
            explanation: z.string().nullish(),
          })
          .nullish()
          .catch(null),
      })
      .nullish(),
    usage: wireUsage,
  }),
  z.looseObject({ type: z.literal('message_stop') }),
  z.looseObject({
    type: z.literal('error'),
    error: z.looseObject({ type: z.string().nullish(), message: z.string().nullish() }).nullish(),
  }),
]);
export type WireEvent = z.infer<typeof wireEvent>;

/**
 * Reads one server-sent event; undefined for anything of a kind or shape we do not know (pings among them). Endpoints
 * that leave out the `event:` line still name the type in the data; a frame named `error` is one whatever it holds.
 */
export function readWireEvent(name: string | null, data: unknown): WireEvent | undefined {
  const parsed = wireEvent.safeParse(data);
  if (parsed.success) return parsed.data;
  return name === 'error'
    ? { type: 'error', error: { message: JSON.stringify(data)?.slice(0, 200) } }
    : undefined;
}

/** Later figures replace earlier ones; what is missing keeps its value. */
export function mergeUsage(known: Usage, update: WireUsage): Usage {
  if (!update) return known;
  return {
    input_tokens: update.input_tokens ?? known.input_tokens,
    output_tokens: update.output_tokens ?? known.output_tokens,
    cache_creation_input_tokens: update.cache_creation_input_tokens ?? known.cache_creation_input_tokens,
    cache_read_input_tokens: update.cache_read_input_tokens ?? known.cache_read_input_tokens,
  };
}
