import { z } from 'zod';
import type { TimeRange } from '../ports.ts';

export const effort = z.enum(['low', 'medium', 'high', 'xhigh', 'max']);

const key = z.string().min(1).max(64);
const maxPairs = 16;

export type Metadata = Record<string, string>;

export const metadata = z
  .record(key, z.string().max(512))
  .refine((pairs) => Object.keys(pairs).length <= maxPairs, `at most ${maxPairs} pairs`);

/** Null deletes the key. */
export const metadataPatch = z
  .record(key, z.string().max(512).nullable())
  .refine((pairs) => Object.keys(pairs).length <= maxPairs * 2, `at most ${maxPairs} pairs`);

/** The stored pairs after a patch. */
export function patchMetadata(stored: Metadata, patch: Record<string, string | null>): Metadata {
  const result: Metadata = { ...stored };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = value;
  }
  return metadata.parse(result);
}

const timestamp = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'not an RFC 3339 time')
  .transform((text) => new Date(text).toISOString());

/** `created_at[gte]=…` and the like; RFC 3339, made UTC. */
export const createdAtQuery = {
  'created_at[gt]': timestamp.optional(),
  'created_at[gte]': timestamp.optional(),
  'created_at[lt]': timestamp.optional(),
  'created_at[lte]': timestamp.optional(),
};

type CreatedAt = { [K in keyof typeof createdAtQuery]?: string | undefined };

/** The bounds out of a parsed query. */
export function timeRange(query: CreatedAt): TimeRange {
  return {
    gt: query['created_at[gt]'],
    gte: query['created_at[gte]'],
    lt: query['created_at[lt]'],
    lte: query['created_at[lte]'],
  };
}

export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
export const orderQuery = z.enum(['asc', 'desc']);

/** `limit` and `page` of a list. */
export function pageQuery(limits: { standard: number; max: number }) {
  return {
    limit: z.coerce.number().int().min(1).max(limits.max).default(limits.standard),
    page: z.string().max(2000).optional(),
  };
}
