import type { Api } from './house.ts';

/** The grants that stand with the owner's message: what is posted with it, and how many cards the owner saw. */
export interface Standing {
  message: Record<string, unknown>;
  cards: number;
}

/** Finds the grants that stand with a message. It sees what the window sees: the owner's words, and the API. */
export type Grants = (asked: { api: Api; sessionId: string; prompt: string }) => Promise<Standing>;

/** The column in which nothing is granted. */
export const noGrants: Grants = async () => ({ message: {}, cards: 0 });
