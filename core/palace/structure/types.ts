import type { Drawer, Place } from '../types.ts';

/** What kind of thing a drawer says. Every drawer is in exactly one hall. */
export const hallNames = [
  'facts', 'events', 'discoveries', 'preferences', 'decisions', 'advice', 'problems',
] as const; // biome-ignore format: a list of names
export type Hall = (typeof hallNames)[number];

export const entityKinds = ['person', 'place', 'organisation', 'project', 'url', 'file', 'other'] as const;
export type EntityKind = (typeof entityKinds)[number];

/** Somebody or something that is named in drawers. `id` is the folded name, `name` is read from the latest drawer that has it. */
export interface Entity {
  id: string;
  name: string;
  kind: EntityKind;
  mentions: number;
  rooms: number;
}

/** A room as others speak of it. */
export interface RoomPlace extends Place {
  wing: Place;
}

/** Rooms of one wing that share entities. */
export interface Hallway {
  room: RoomPlace;
  /** What they share, the most telling first; at most 5. */
  entities: { id: string; name: string }[];
}

/** A way into another wing: by the same name of a room, or by an entity. */
export interface Tunnel {
  room: RoomPlace;
  by: 'name' | 'entity';
  entities: { id: string; name: string }[];
}

/** Where one can go from a room: what `walk` gives. */
export interface Walk {
  room: RoomPlace;
  drawers: number;
  /** The drawers of the room by hall; halls without any are left out. */
  halls: { hall: Hall; drawers: number }[];
  entities: Entity[];
  hallways: Hallway[];
  tunnels: Tunnel[];
  /** Drawers that its names are read from, by their ids: forgetting one takes along an answer that repeats them. */
  sources: string[];
}

/** A sentence that stands for a room, by pointer: `text` is read from the drawer when it is asked for. */
export interface ClosetLine {
  drawerId: string;
  from: number;
  to: number;
  text: string;
  hall: Hall;
  created_at: string;
}

/** Words of a drawer: a range of UTF-16 units. `text` is read from it, never stored. */
export interface Span {
  from: number;
  to: number;
  text: string;
}

/** Times are RFC 3339. */
export interface Fact {
  id: string;
  /** `owner`, `agent`, or the folded name of somebody. */
  subject: string;
  /** How the subject is called: the words of the drawer, or the same as `subject`. */
  subject_name: string;
  /** `lives_in`, `works_at` … or `my <attribute>` as `attribute:<folded name>`. */
  predicate: string;
  object: string;
  /** Since when; null: nobody said. It counts from `learned_at` then. */
  valid_from: string | null;
  /** Until when, by its own words, by a newer one, or by the owner's word; null: it still holds. */
  valid_to: string | null;
  learned_at: string;
  /** 0 to 1: how plainly it was said, and by whom. */
  confidence: number;
  drawer_id: string;
  /** The sentence it was taken from. */
  source: Span;
  /** The fact that closed this one. */
  closed_by: string | null;
  /** Facts that say otherwise about the same time. */
  contradicts: string[];
}

export interface FactsInput {
  /** An entity's id or name, `owner` or `agent`; left out: of everybody. */
  subject?: string;
  predicate?: string;
  /** Only what held at this time (ms). */
  asOf?: number;
  /** Only what had been said by this time (ms), as if nothing later were known. */
  knownAt?: number;
  drawerId?: string;
  /** At most 500. */
  limit?: number;
}

/** Two facts that cannot both hold at the same time, and nothing in their words says which one ended. */
export interface Contradiction {
  id: string;
  subject: string;
  subject_name: string;
  predicate: string;
  /** Older and newer one. */
  facts: [Fact, Fact];
}

export interface TimelineInput {
  /** An entity's id or name, `owner` or `agent`. */
  subject: string;
  /** Bounds in ms. */
  from?: number;
  to?: number;
  /** At most 200. */
  limit?: number;
}

/** A subject's facts and the drawers that name it, oldest first. */
export interface Timeline {
  subject: string;
  entries: ({ at: string; kind: 'fact'; fact: Fact } | { at: string; kind: 'drawer'; drawer: Drawer })[];
}

/** Why a drawer is where it is. */
export interface DrawerWhy {
  hall: Hall | null;
  /** When the owner put it into its hall; null: the reasons did. */
  hall_set_at: string | null;
  /** What speaks for which hall, the heaviest first; the highest sum of weights wins. `correction`: of the drawer `drawer_id`. */
  hall_reasons: { rule: string; hall: Hall; weight: number; words: Span | null; drawer_id: string | null }[];
  /**
   * `session`: of the session in which it was said. `note`: named by the agent's note. `owner`: moved by the owner. `correction`: moved
   * because it is like the drawer `drawer_id`, which the owner moved. `merge`: its room became part of this one.
   */
  room_reason: { by: 'session' | 'note' | 'owner' | 'correction' | 'merge'; drawer_id: string | null };
  /** `home`: no folder was granted to the session; `project`: the first one that was; `import`: what was imported; `agent`: whose diary it is in; `owner`: they put the room there. */
  wing_reason: 'home' | 'project' | 'import' | 'agent' | 'owner';
  entities: (Entity & { spans: Span[] })[];
  /** Where the agent's recall repeated it. */
  uses: { session_id: string; session_title: string; seq: number; used_at: string }[];
}

export interface EntitiesInput {
  /** The beginning of any of its words. */
  query?: string;
  kind?: EntityKind;
  roomId?: string;
  wingId?: string;
  /** At most 200. */
  limit?: number;
}

/** A way between two rooms on the map. */
export interface MapWay {
  from: string;
  to: string;
  /** `hallway`: in one wing. */
  kind: 'hallway' | 'tunnel';
  by: 'name' | 'entity';
  entities: string[];
}

/** Wings with their largest rooms, and the ways between those. */
export interface PalaceMap {
  wings: {
    id: string;
    name: string;
    kind: string;
    drawers: number;
    rooms: { id: string; name: string; drawers: number }[];
  }[];
  ways: MapWay[];
}
