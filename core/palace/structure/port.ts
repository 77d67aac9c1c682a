import type { Fact, FactsInput, Timeline, TimelineInput, Walk } from './types.ts';

/**
 * What the palace knows of its own structure, for tools of the agent and for the API. Everything sees what was committed before the
 * call. Facts are taken from what the owner, the agent and its notes say, never from untrusted drawers.
 */
export interface PalaceStructure {
  /** Facts, the latest learned first. */
  facts(input: FactsInput): Promise<Fact[]>;
  /** From a room through hallways and tunnels to others. `room` is its id or, where one room has it, its name. Throws `memory_room_not_found`. */
  walk(input: { room: string; limit?: number }): Promise<Walk>;
  /** A subject's facts and drawers in time, oldest first. */
  timeline(input: TimelineInput): Promise<Timeline>;
}
