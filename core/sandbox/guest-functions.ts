import { repairJson } from './boundary.ts';
import type { GuestFailure } from './engine.ts';

/** What the guest's runtime gives the host to call; see guest/bootstrap.ts. */
export const guestFunctions = ['begin', 'settle', 'fire', 'adopt', 'serialize', 'describe'] as const;
export type GuestFunction = (typeof guestFunctions)[number];

/** QuickJS: a script with top-level await; its completion value arrives as {value}. */
export const evaluateAsync = 1 << 7;

/** Reads what `describe` answered: four fields, each checked by hand, since a schema would cost every thread a library. */
export function parseFailure(json: string): GuestFailure {
  const { name, message, stack, isEmpty } = JSON.parse(repairJson(json));
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return { name: text(name), message: text(message), stack: text(stack), isEmpty: isEmpty === true };
}

/** For an error that could not even be described: memory was too short for it. */
export const unreadableFailure: GuestFailure = {
  name: 'Error',
  message: 'the error could not be read',
  stack: '',
  isEmpty: true,
};
