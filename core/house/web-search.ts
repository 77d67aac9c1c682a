import { z } from 'zod';
import type { Agents } from '../agents/index.ts';
import type { WebSearchPort } from '../api/index.ts';
import { parseTarget } from '../vault/index.ts';

const key = 'web_search';
const stored = z.object({ url: z.string().nullable() });

export interface WebSearch extends WebSearchPort {
  /** As it was last read; null until then. */
  current(): string | null;
  /** Reads it anew: at the start, and when the database was restored. */
  load(): Promise<void>;
}

/** The owner's search provider. Malformed settings count as unset. */
export function createWebSearch(agents: Pick<Agents, 'getSetting' | 'putSetting'>): WebSearch {
  let url: string | null = null;
  return {
    current: () => url,
    async load() {
      url = stored.catch({ url: null }).parse((await agents.getSetting({ key })) ?? {}).url;
    },
    async get() {
      return { url };
    },
    async set(wanted) {
      // in the form in which it will be dialled; what parsers disagree on is refused
      const checked = wanted.url === null ? null : parseTarget(wanted.url.trim()).url.href;
      await agents.putSetting({ key, value: { url: checked } });
      url = checked;
      return { url };
    },
  };
}
