import { z } from 'zod';
import { timestampSchema } from './common.ts';

/** What kind of thing a drawer says. */
export const hallSchema = z.enum([
  'facts', 'events', 'discoveries', 'preferences', 'decisions', 'advice', 'problems',
]); // biome-ignore format: a list of names
export type Hall = z.infer<typeof hallSchema>;

export const entityKindSchema = z.enum([
  'person',
  'place',
  'organisation',
  'project',
  'url',
  'file',
  'other',
]);
export type EntityKind = z.infer<typeof entityKindSchema>;

export const placeQuerySchema = z.object({ wing: z.string().optional(), room: z.string().optional() });
export const hallCountSchema = z.object({ hall: hallSchema, drawers: z.number() });

/** `id`: the folded name; `name` as the latest drawer has it. */
export const entitySchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: entityKindSchema,
  mentions: z.number(),
  rooms: z.number(),
});
export type Entity = z.infer<typeof entitySchema>;
export const entityListQuerySchema = placeQuerySchema.extend({
  q: z.string().max(200).optional(),
  kind: entityKindSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
});
/** `none`: nobody and nothing, so that it is not listed. */
export const setEntitySchema = z.object({
  id: z.string().min(1).max(200),
  kind: z.union([entityKindSchema, z.literal('none')]),
});

const place = z.object({ id: z.string(), name: z.string() });
export const roomPlaceSchema = place.extend({ wing: place });
const shared = z.array(place);

/** Where one can go from a room. */
export const walkSchema = z.object({
  room: roomPlaceSchema,
  drawers: z.number(),
  halls: z.array(hallCountSchema),
  entities: z.array(entitySchema),
  /** Rooms of the same wing that share entities. */
  hallways: z.array(z.object({ room: roomPlaceSchema, entities: shared })),
  /** Rooms of other wings, with the same name or shared entities. */
  tunnels: z.array(z.object({ room: roomPlaceSchema, by: z.enum(['name', 'entity']), entities: shared })),
});
export type Walk = z.infer<typeof walkSchema>;

/** A sentence that stands for a room: a range of UTF-16 units of a drawer, with the words that are there now. */
export const closetLineSchema = z.object({
  drawer_id: z.string(),
  from: z.number(),
  to: z.number(),
  text: z.string(),
  hall: hallSchema,
  created_at: timestampSchema,
});

export const palaceMapSchema = z.object({
  wings: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.string(),
      drawers: z.number(),
      rooms: z.array(z.object({ id: z.string(), name: z.string(), drawers: z.number() })),
    }),
  ),
  ways: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      kind: z.enum(['hallway', 'tunnel']),
      by: z.enum(['name', 'entity']),
      entities: z.array(z.string()),
    }),
  ),
});
export type PalaceMap = z.infer<typeof palaceMapSchema>;

const span = z.object({ from: z.number(), to: z.number(), text: z.string() });

/** `valid_from` null: nobody said since when; it counts from `learned_at`. `valid_to` null: it still holds. */
export const factSchema = z.object({
  id: z.string(),
  /** `owner`, or somebody's folded name. */
  subject: z.string(),
  subject_name: z.string(),
  /** `lives_in` …, or `attribute:<name>`. */
  predicate: z.string(),
  object: z.string(),
  valid_from: timestampSchema.nullable(),
  valid_to: timestampSchema.nullable(),
  learned_at: timestampSchema,
  confidence: z.number(),
  drawer_id: z.string(),
  /** The sentence it was taken from. */
  source: span,
  closed_by: z.string().nullable(),
  contradicts: z.array(z.string()),
});
export type Fact = z.infer<typeof factSchema>;

export const factListQuerySchema = z.object({
  subject: z.string().max(200).optional(),
  predicate: z.string().max(200).optional(),
  /** Only what held then, and only what had been said by then. */
  as_of: timestampSchema.optional(),
  known_at: timestampSchema.optional(),
  drawer: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
  page: z.string().optional(),
});

export const contradictionSchema = z.object({
  id: z.string(),
  subject: z.string(),
  subject_name: z.string(),
  predicate: z.string(),
  /** The older and the newer one. */
  facts: z.tuple([factSchema, factSchema]),
});
export type Contradiction = z.infer<typeof contradictionSchema>;

/**
 * `replaced`: `other` took the place of `fact`. `both`: they do not contradict each other. `rejected`: `fact` is not so. `open`: what was said last of
 * just these is taken back.
 */
export const settleFactsSchema = z.discriminatedUnion('verdict', [
  z.object({ verdict: z.literal('replaced'), fact: z.string(), other: z.string() }),
  z.object({ verdict: z.literal('both'), fact: z.string(), other: z.string() }),
  z.object({ verdict: z.literal('rejected'), fact: z.string() }),
  z.object({ verdict: z.literal('open'), fact: z.string(), other: z.string().optional() }),
]);

/** Why a drawer is where it is; the sum of the weights decides the hall, unless the owner did. */
export const drawerWhySchema = z.object({
  hall: hallSchema.nullable(),
  hall_set_at: timestampSchema.nullable(),
  hall_reasons: z.array(
    z.object({
      rule: z.string(),
      hall: hallSchema,
      weight: z.number(),
      words: span.nullable(),
      drawer_id: z.string().nullable(),
    }),
  ),
  room_reason: z.object({
    by: z.enum(['session', 'note', 'owner', 'correction', 'merge']),
    drawer_id: z.string().nullable(),
  }),
  wing_reason: z.enum(['home', 'project', 'import', 'agent', 'owner']),
  entities: z.array(entitySchema.extend({ spans: z.array(span) })),
  uses: z.array(
    z.object({
      session_id: z.string(),
      session_title: z.string(),
      seq: z.number(),
      used_at: timestampSchema,
    }),
  ),
});
export type DrawerWhy = z.infer<typeof drawerWhySchema>;

const roomTitle = z.string().trim().min(1).max(200);

export const setHallSchema = z.object({ hall: hallSchema });
/** To a room, or to the one of this name in a wing, which is made where there is none. */
export const moveDrawersSchema = z.object({
  drawer_ids: z.array(z.string()).min(1).max(200),
  to: z.union([z.object({ room_id: z.string() }), z.object({ wing_id: z.string(), name: roomTitle })]),
});
export const movedSchema = z.object({ room_id: z.string() });
export const renameRoomSchema = z.object({ name: roomTitle });
export const mergeRoomsSchema = z.object({ room_ids: z.array(z.string()).min(1).max(100), into: z.string() });
export const moveRoomSchema = z.object({
  to: z.union([
    z.object({ wing_id: z.string() }),
    z.object({ kind: z.enum(['person', 'project', 'agent']), name: roomTitle }),
  ]),
});
export const rehousedSchema = z.object({ wing_id: z.string() });

export const timelineQuerySchema = z.object({
  subject: z.string().min(1).max(200),
  from: timestampSchema.optional(),
  to: timestampSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
});
