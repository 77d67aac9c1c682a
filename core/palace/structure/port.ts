import type { RoomTarget } from './correct-store.ts';
import type { FactsPosition } from './facts-store.ts';
import type {
  ClosetLine,
  Contradiction,
  DrawerWhy,
  EntitiesInput,
  Entity,
  EntityKind,
  Fact,
  FactsInput,
  Hall,
  PalaceMap,
  Timeline,
  TimelineInput,
  Walk,
} from './types.ts';

/**
 * What the palace knows of its own structure, for tools of the agent and for the API. Everything sees what was committed before the
 * call. Facts are taken from what the owner, the agent and its notes say, never from untrusted drawers.
 */
export interface PalaceStructure {
  /** Facts, the latest learned first. */
  facts(input: FactsInput): Promise<Fact[]>;
  /** The same, a page at a time: `next` goes in as `after`, and is null at the end. */
  factsPage(
    input: FactsInput & { after?: FactsPosition },
  ): Promise<{ facts: Fact[]; next: FactsPosition | null }>;
  /** From a room through hallways and tunnels to others. `room` is its id or, where one room has it, its name. Throws `memory_room_not_found`. */
  walk(input: { room: string; limit?: number }): Promise<Walk>;
  /** A subject's facts and drawers in time, oldest first. */
  timeline(input: TimelineInput): Promise<Timeline>;

  halls(input: { wingId?: string; roomId?: string }): Promise<{ hall: Hall; drawers: number }[]>;
  entities(input: EntitiesInput): Promise<Entity[]>;
  /** The sentences that stand for a room. Throws `memory_room_not_found`. */
  closet(input: { roomId: string; limit?: number }): Promise<ClosetLine[]>;
  map(): Promise<PalaceMap>;
  contradictions(): Promise<Contradiction[]>;
  /** Why a drawer is where it is. Throws `memory_not_found`. */
  explain(input: { drawerId: string }): Promise<DrawerWhy>;

  /** Corrections of the owner: kept for good, taken along when the drawer is forgotten, and taught to what comes later. */
  setHall(input: { drawerId: string; hall: Hall }): Promise<void>;
  moveDrawers(input: { drawerIds: readonly string[]; to: RoomTarget }): Promise<{ roomId: string }>;
  renameRoom(input: { roomId: string; name: string }): Promise<void>;
  moveRoom(input: {
    roomId: string;
    to: { wingId: string } | { kind: 'person' | 'project' | 'agent'; name: string };
  }): Promise<{ wingId: string }>;
  mergeRooms(input: { roomIds: readonly string[]; intoId: string }): Promise<void>;
  settleFacts(input: {
    fact: string;
    other: string | null;
    verdict: 'replaced' | 'both' | 'rejected' | 'open';
  }): Promise<void>;
  setEntity(input: { id: string; kind: EntityKind | 'none' }): Promise<void>;
}
