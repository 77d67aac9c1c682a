import { z } from 'zod';
import type { ModelUsage } from '../../events/index.ts';

const perMillion = z.number().min(0).max(100_000);

/** List price of a model in US dollars per million tokens. */
export const priceSchema = z
  .object({ input: perMillion, output: perMillion, cache_read: perMillion, cache_write: perMillion })
  .strict();
export type Price = z.infer<typeof priceSchema>;

/** Prices that Holdfast knows by itself: none but that a rehearsal costs nothing. The others are the owner's to enter. */
export const knownPrices: Readonly<Record<string, Price>> = {
  rehearsal: { input: 0, output: 0, cache_read: 0, cache_write: 0 },
};

// dollars per million tokens are thousands of nanodollars per token; rounded up, so that a limit is met early rather than late
const nanos = (dollarsPerMillion: number) => Math.ceil(dollarsPerMillion * 1000 - 1e-9);

/** What a usage costs, in billionths of a dollar. */
export function costNanos(usage: ModelUsage, price: Price): number {
  return (
    usage.input_tokens * nanos(price.input) +
    usage.output_tokens * nanos(price.output) +
    usage.cache_read_input_tokens * nanos(price.cache_read) +
    usage.cache_creation_input_tokens * nanos(price.cache_write)
  );
}

/** The most that so many tokens of input can cost: nobody knows beforehand how many of them the cache takes. */
export function inputCostNanos(tokens: number, price: Price): number {
  return tokens * Math.max(nanos(price.input), nanos(price.cache_write), nanos(price.cache_read));
}

/** What one token of output costs. */
export function outputTokenNanos(price: Price): number {
  return nanos(price.output);
}
