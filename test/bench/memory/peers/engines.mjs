// Peers of the memory bench. Each is given the same documents ("Speaker: text", one for each turn), one collection for each
// conversation, and the same vectors; none is given dates or neighbours as columns of their own. `open({wings, embed, folder})` gives
// `ask(wing, question)`, which resolves to ids of turns, best first.
import { join } from 'node:path';

const deepest = 100;
// as elasticlunr and many others have them
const stopWords = new Set(
  'a about after all also am an and any are as at be because been but by can could did do does for from had has have he her him his how i if in into is it its me more my no not of on or our out she so some than that the their them then there these they this those to up us was we were what when where which while who whom why will with would you your'.split(
    ' ',
  ),
);

async function forEachWing(wings, make) {
  const made = new Map();
  for (const { id, documents } of wings) made.set(id, await make(documents, id));
  return made;
}

export const engines = [
  {
    name: 'MiniSearch 7.2.0',
    setting: 'stop words, prefixes, fuzzy .2',
    async open({ wings }) {
      const { default: MiniSearch } = await import('minisearch');
      const indexes = await forEachWing(wings, async (documents) => {
        const index = new MiniSearch({
          fields: ['text'],
          processTerm: (term) => (stopWords.has(term.toLowerCase()) ? null : term.toLowerCase()),
          searchOptions: { prefix: true, fuzzy: 0.2 },
        });
        index.addAll(documents.map(({ id, text }) => ({ id, text })));
        return index;
      });
      return {
        ask: async (wing, question) =>
          indexes
            .get(wing)
            .search(question)
            .slice(0, deepest)
            .map(({ id }) => id),
      };
    },
  },
  {
    name: 'Orama 3.1.18 hybrid',
    setting: 'stop words, threshold 1, the same vectors',
    async open({ wings, embed }) {
      const { create, insertMultiple, search } = await import('@orama/orama');
      const indexes = await forEachWing(wings, async (documents) => {
        const index = create({
          schema: { id: 'string', text: 'string', vector: 'vector[512]' },
          components: { tokenizer: { stemming: false, stopWords: [...stopWords] } },
        });
        await insertMultiple(
          index,
          documents.map(({ id, text, vector }) => ({ id, text, vector: [...vector] })),
        );
        return index;
      });
      return {
        async ask(wing, question) {
          const { hits } = await search(indexes.get(wing), {
            mode: 'hybrid',
            term: question,
            vector: { value: [...(await embed(question))], property: 'vector' },
            threshold: 1,
            similarity: 0,
            limit: deepest,
          });
          return hits.map(({ document }) => document.id);
        },
      };
    },
  },
  {
    name: 'LanceDB 0.39.0 hybrid',
    setting: 'text index with stems, reciprocal ranks, the same vectors',
    async open({ wings, embed, folder }) {
      const { connect, Index, rerankers } = await import('@lancedb/lancedb');
      const database = await connect(join(folder, 'lance'));
      const reranker = await rerankers.RRFReranker.create();
      const tables = await forEachWing(wings, async (documents, id) => {
        const rows = documents.map(({ id: turn, text, vector }) => ({ turn, text, vector: [...vector] }));
        const table = await database.createTable(id, rows);
        await table.createIndex('text', { config: Index.fts({ stem: true, removeStopWords: true }) });
        return table;
      });
      return {
        async ask(wing, question) {
          const rows = await tables
            .get(wing)
            .query()
            .fullTextSearch(question)
            .nearestTo([...(await embed(question))])
            .rerank(reranker)
            .select(['turn'])
            .limit(deepest)
            .toArray();
          return rows.map(({ turn }) => turn);
        },
        close: async () => database.close(),
      };
    },
  },
  {
    name: 'mem0ai 3.3.1',
    setting: 'infer: false, its own SQLite store, the same vectors',
    async open({ wings, embed, folder }) {
      process.env.MEM0_TELEMETRY = 'false';
      const { Memory } = await import('mem0ai/oss');
      const model = {
        embedQuery: async (text) => [...(await embed(text))],
        embedDocuments: (texts) => Promise.all(texts.map(async (text) => [...(await embed(text))])),
      };
      const memories = await forEachWing(wings, async (documents, id) => {
        const memory = new Memory({
          disableHistory: true,
          embedder: { provider: 'langchain', config: { model } },
          llm: { provider: 'openai', config: { apiKey: 'none', model: 'none' } },
          vectorStore: {
            provider: 'memory',
            config: { collectionName: id, dimension: 512, dbPath: join(folder, `mem0-${id}.db`) },
          },
        });
        for (const { id: turn, text } of documents)
          await memory.add(text, { userId: id, infer: false, metadata: { turn } });
        return memory;
      });
      return {
        async ask(wing, question) {
          const { results } = await memories
            .get(wing)
            .search(question, { topK: deepest, filters: { user_id: wing } });
          return results.map(({ metadata }) => metadata.turn);
        },
      };
    },
  },
];
