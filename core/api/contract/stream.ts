import { z } from 'zod';
import { contentBlock, sessionEvent } from '../../events/index.ts';
import { callGrantContentSchema } from './grants.ts';

/** Frames of `GET /holdfast/v1/sessions/:id/stream` and pages of `GET …/events`. */

/**
 * An event that this version does not know, by type or by shape: a page or a stream that has one is shown all the same.
 */
const unknownEventSchema = z
  .looseObject({ id: z.string(), type: z.string(), processed_at: z.string() })
  .transform(({ id, type, processed_at }) => ({
    id,
    type: 'unknown' as const,
    original_type: type,
    processed_at,
  }));

/** Any event of the log, narrowed by `type`. */
const wireEventSchema = z.union([sessionEvent, unknownEventSchema]);
export type WireEvent = z.output<typeof wireEventSchema>;

/**
 * When a message sent during a turn is read: `queue` after the turn, `steer` after the current tool (calls of the same answer that
 * have not started are skipped), `next` before the next model request (how `/v1` clients send).
 */
export const deliverySchema = z.enum(['queue', 'steer', 'next']);
export type Delivery = z.infer<typeof deliverySchema>;

/** A message that waits for its turn: not in the log yet. It comes again under the same id, with a time, when taken in. */
export const queuedEventSchema = z.looseObject({
  id: z.string(),
  type: z.literal('user.message'),
  content: z.array(contentBlock),
  processed_at: z.null(),
  delivery: deliverySchema,
});
export type QueuedEvent = z.infer<typeof queuedEventSchema>;

/** `seq` counts from 1 in each session and never repeats: the position to resume from. */
export const storedEventSchema = z.object({ seq: z.number(), event: wireEventSchema });
export type StoredEventFrame = z.infer<typeof storedEventSchema>;

export const eventPageSchema = z.object({
  data: z.array(storedEventSchema),
  /** First and last position of the whole session (not of the page); null when it is empty. */
  first_seq: z.number().nullable(),
  last_seq: z.number().nullable(),
  /** More events in the direction that was asked for. */
  has_more: z.boolean(),
  /** Messages that wait for their turn: not in the log yet, `processed_at` null. */
  queued: z.array(queuedEventSchema),
});
export type EventPage = z.infer<typeof eventPageSchema>;

/** Without either: the newest page. `before_seq`: the page before it. Always in ascending order. */
export const eventPageQuerySchema = z.object({
  before_seq: z.coerce.number().int().min(1).optional(),
  after_seq: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
});

/**
 * What the stream sends beside stored events: best effort, never stored, may be missed. An event of the
 * same id supersedes everything said of it here.
 */
export const liveFrameSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('event_start'),
    event: z.object({ type: z.enum(['agent.message', 'agent.thinking']), id: z.string() }),
  }),
  z.object({
    type: z.literal('event_delta'),
    event_id: z.string(),
    delta: z.object({
      type: z.literal('content_delta'),
      index: z.number(),
      content: z.object({ type: z.literal('text'), text: z.string() }),
    }),
  }),
  z.object({ type: z.literal('holdfast.thinking_delta'), event_id: z.string(), text: z.string() }),
  z.object({
    type: z.literal('holdfast.tool_input_delta'),
    event_id: z.string(),
    name: z.string(),
    partial_json: z.string(),
  }),
  z.object({ type: z.literal('holdfast.tool_started'), tool_use_id: z.string(), name: z.string() }),
  z.object({
    type: z.literal('holdfast.tool_output'),
    tool_use_id: z.string(),
    stream: z.enum(['stdout', 'stderr']),
    text: z.string(),
  }),
  /** A message that waits for its turn (`processed_at` null), so that a window shows it at once. */
  z.object({ type: z.literal('holdfast.queued'), event: queuedEventSchema }),
  /** A waiting message was taken back. One that was changed comes again as `holdfast.queued`. */
  z.object({ type: z.literal('holdfast.unqueued'), event_id: z.string() }),
  z.object({ type: z.literal('ping') }),
]);
export type LiveFrame = z.infer<typeof liveFrameSchema>;

export const textBlockSchema = z.object({ type: z.literal('text'), text: z.string().max(1_000_000) });
export const imageBlockSchema = z.object({
  type: z.literal('image'),
  source: z.object({ type: z.literal('base64'), media_type: z.string(), data: z.string() }),
});
export const messageBlockSchema = z.discriminatedUnion('type', [textBlockSchema, imageBlockSchema]);

/** `attachments`: ids from `POST …/uploads`; images go to the model, other files are named to it by path. */
export const sendMessageSchema = z
  .object({
    content: z.union([z.string().min(1).max(1_000_000), z.array(messageBlockSchema).min(1).max(100)]),
    attachments: z.array(z.string()).max(20).optional(),
    /** `next` when left out. */
    delivery: deliverySchema.optional(),
    /** What the owner left switched on in the card beside Send: stands before the message does. */
    grants: z.array(callGrantContentSchema).max(50).optional(),
  })
  .strict();
export type SendMessage = z.infer<typeof sendMessageSchema>;

/** Taken in at once (the stored event), or queued behind a running turn. */
export const sentMessageSchema = z.object({ event: z.union([queuedEventSchema, sessionEvent]) });
export type SentMessage = z.infer<typeof sentMessageSchema>;

/** Changes a message that still waits: its words, its delivery (`steer`: read it now), or both. */
export const changeQueuedSchema = z
  .object({
    content: z
      .union([z.string().min(1).max(1_000_000), z.array(messageBlockSchema).min(1).max(100)])
      .optional(),
    delivery: deliverySchema.optional(),
  })
  .strict();
export type ChangeQueued = z.infer<typeof changeQueuedSchema>;

/** Ids of the sessions that worked and rest now. */
export const stoppedSchema = z.object({ stopped: z.array(z.string()) });

/** Takes everything from the message at `seq` on out of the agent's view, and says this instead. */
export const editMessageSchema = z
  .object({
    seq: z.number().int().min(1),
    content: z.union([z.string().min(1).max(1_000_000), z.array(messageBlockSchema).min(1).max(100)]),
    attachments: z.array(z.string()).max(20).optional(),
  })
  .strict();
export type EditMessage = z.infer<typeof editMessageSchema>;
