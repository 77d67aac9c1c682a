import { z } from 'zod';
import { type SharedLimits, sharedLimitsSchema } from './figures.ts';
import { knownPrices, type Price, priceSchema } from './price.ts';

/** What the owner sets for all sessions. Kept with the settings: it is a wish, and no projection of anything. */
export const budgetSettingsSchema = sharedLimitsSchema.extend({
  /** List prices by the model's name, as the endpoint knows it. They go before those Holdfast knows. */
  prices: z.record(z.string(), priceSchema),
  /** Where money is limited and a model's price unknown: how many of its tokens, in and out, the limit lets through. */
  unpriced_token_cap: z.number().int().min(0).max(1e12),
});
export type BudgetSettings = z.infer<typeof budgetSettingsSchema>;

/**
 * Nothing is limited until the owner limits it: a first session never stops for a number that nobody chose. What is spent is
 * counted and shown from the first request. The cap on tokens without a price only acts beside a limit of money.
 */
export const usualBudgetSettings: BudgetSettings = {
  agents: {},
  day: {},
  background: {},
  prices: {},
  unpriced_token_cap: 1_000_000,
};

/** The settings as they were stored; what is not readable counts as not set. */
export function parseBudgetSettings(stored: unknown): BudgetSettings {
  const parsed = budgetSettingsSchema.partial().safeParse(stored ?? {});
  return parsed.success ? { ...usualBudgetSettings, ...parsed.data } : usualBudgetSettings;
}

/** The price of a model; null when nobody knows it. */
export function priceOf(settings: BudgetSettings, model: string): Price | null {
  return settings.prices[model] ?? knownPrices[model] ?? null;
}

/** Only the limits that several sessions share. */
export function sharedOf({ agents, day, background }: BudgetSettings): SharedLimits {
  return { agents, day, background };
}

/** Midnight of the owner's clock before `nowMs`. */
export function startOfDay(nowMs: number): number {
  const day = new Date(nowMs);
  day.setHours(0, 0, 0, 0);
  return day.getTime();
}
