import { z } from 'zod';
import { HoldfastError } from '../../base/index.ts';

export type Order = 'asc' | 'desc';

const cursorSchema = z.object({ k: z.string(), o: z.enum(['asc', 'desc']), a: z.string() });

/**
 * An opaque page cursor. `list` names the list, so that a cursor of one list is not taken by another;
 * `after` is the position of the last row shown, as its room understands it.
 */
export function encodeCursor(list: string, order: Order, after: string): string {
  return `page_${Buffer.from(JSON.stringify({ k: list, o: order, a: after })).toString('base64url')}`;
}

/** The position in `page`; undefined when there is none. Throws `invalid_request` for a foreign or turned-around one. */
export function decodeCursor(list: string, order: Order, page: string | undefined): string | undefined {
  if (page === undefined || page === '') return undefined;
  const cursor = parseCursor(page);
  if (cursor === null || cursor.k !== list)
    throw new HoldfastError('invalid_request', 'page: not a cursor of this list');
  if (cursor.o !== order) {
    throw new HoldfastError(
      'invalid_request',
      `page: the cursor belongs to order=${cursor.o}, not to order=${order}`,
    );
  }
  return cursor.a;
}

function parseCursor(page: string) {
  if (!page.startsWith('page_')) return null;
  try {
    const parsed = cursorSchema.safeParse(
      JSON.parse(Buffer.from(page.slice(5), 'base64url').toString('utf8')),
    );
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
