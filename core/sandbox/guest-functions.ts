import { z } from 'zod';
import { repairJson } from './boundary.ts';
import type { GuestFailure } from './engine.ts';

/** What the guest's runtime gives the host to call; see guest/bootstrap.ts. */
export const guestFunctions = ['settle', 'fire', 'adopt', 'serialize', 'describe'] as const;
export type GuestFunction = (typeof guestFunctions)[number];

/** QuickJS: a script with top-level await; its completion value arrives as {value}. */
export const evaluateAsync = 1 << 7;

const failureSchema = z.object({
  name: z.string(),
  message: z.string(),
  stack: z.string(),
  isEmpty: z.boolean(),
});

/** Reads what `describe` answered. Throws when it is not what our own runtime writes. */
export function parseFailure(json: string): GuestFailure {
  return failureSchema.parse(JSON.parse(repairJson(json)));
}

/** For an error that could not even be described: memory was too short for it. */
export const unreadableFailure: GuestFailure = {
  name: 'Error',
  message: 'the error could not be read',
  stack: '',
  isEmpty: true,
};
