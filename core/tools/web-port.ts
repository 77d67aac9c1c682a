import type { PageReader } from '../sandbox/index.ts';
import type { EgressContext, EgressFetch } from '../vault/index.ts';

/** What the web tools use. */
export interface WebPort {
  fetchFor(context: EgressContext): EgressFetch;
  pages: PageReader;
  /** The session's variables: placeholders of its vaults' credentials, by name. */
  variables(sessionId: string): Promise<Readonly<Record<string, string>>>;
  /** The owner's search provider, a SearXNG-like address; null: there is none, and no `web_search`. */
  searchUrl(): string | null;
}
