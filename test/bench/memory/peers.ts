import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { type Embedder, openEmbedder } from '../../../core/palace/index.ts';
import { type Ask, askAll, percentile } from './ask.ts';
import type { Conversation } from './locomo.ts';
import { type Scores, scoresOf } from './score.ts';

interface Given {
  wings: { id: string; documents: { id: string; text: string; vector: Float32Array }[] }[];
  embed(text: string): Promise<Float32Array>;
  folder: string;
}

const engines = z.array(
  z.object({
    name: z.string(),
    setting: z.string(),
    open: z.custom<(given: Given) => Promise<{ ask: Ask; close?(): Promise<void> }>>(),
  }),
);

export type PeerRow =
  | {
      name: string;
      setting: string;
      scores: Scores;
      heldOut: Scores;
      ms: { p50: number; p95: number };
      buildMs: number;
    }
  | { name: string; setting: string; notHere: string };

/** The same questions over the same documents by others, in the same process and minutes. `isHeldOut`: conversations printed apart. */
export async function peerRows(
  conversations: readonly Conversation[],
  isHeldOut: (conversation: Conversation) => boolean,
  folder: string,
): Promise<PeerRow[]> {
  const packages = process.env.HOLDFAST_MEMORY_PEERS;
  const embedder = openEmbedder({
    folder: process.env.HOLDFAST_EMBEDDER ?? '',
    workerPath: `${process.env.HOLDFAST_WORKERS ?? ''}/embedder.worker.js`,
    isWhole: true,
  });
  if (!packages || !embedder)
    return [{ name: 'peers', setting: '', notHere: 'packages or encoder are not installed' }];
  try {
    const listed = engines.parse((await import(pathToFileURL(join(packages, 'engines.mjs')).href)).engines);
    const wings = await documentsOf(conversations, embedder);
    const rows: PeerRow[] = [];
    for (const { name, setting, open } of listed) {
      const since = performance.now();
      try {
        const engine = await open({ wings, embed: (text) => vectorOf(embedder, text), folder });
        const buildMs = Math.round(performance.now() - since);
        const all = await askAll(conversations, engine.ask);
        const apart = await askAll(conversations.filter(isHeldOut), engine.ask);
        await engine.close?.();
        const ms = { p50: percentile(all.ms, 0.5), p95: percentile(all.ms, 0.95) };
        rows.push({
          name,
          setting,
          scores: scoresOf(all.answers),
          heldOut: scoresOf(apart.answers),
          ms,
          buildMs,
        });
      } catch (caught) {
        rows.push({ name, setting, notHere: String(caught).split('\n')[0] ?? '' });
      }
    }
    return rows;
  } finally {
    await embedder.close();
  }
}

async function documentsOf(
  conversations: readonly Conversation[],
  embedder: Embedder,
): Promise<Given['wings']> {
  const wings: Given['wings'] = [];
  for (const { id, sittings } of conversations) {
    const documents: Given['wings'][number]['documents'] = [];
    for (const { turns } of sittings) {
      for (const turn of turns) {
        if (turn.text.trim() === '') continue;
        const text = `${turn.speaker}: ${turn.text}`;
        documents.push({ id: turn.id, text, vector: await vectorOf(embedder, text) });
      }
    }
    wings.push({ id, documents });
  }
  return wings;
}

async function vectorOf(embedder: Embedder, text: string): Promise<Float32Array> {
  const [vector] = await embedder.embed([text]);
  return vector ?? new Float32Array(embedder.dimensions);
}
