import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { inSpace } from './space.ts';
import { createTokenizer, readVocabulary } from './tokenizer.ts';

// The embedder's thread: texts in, vectors out. One thread of computation, because two were slower than one.

/** What onnxruntime-node gives us; it is loaded from the folder that came along, so its types are not there. */
interface Runtime {
  InferenceSession: { create(path: string, options: object): Promise<Session> };
  Tensor: new (type: 'int64', data: BigInt64Array, dimensions: number[]) => unknown;
}
interface Session {
  outputNames: string[];
  run(inputs: { ids: unknown }): Promise<Record<string, { data: Float32Array }>>;
}

const { folder, runtimeFolder, longestTokens, dimensions, isInSpace } = z
  .object({
    folder: z.string(),
    runtimeFolder: z.string(),
    longestTokens: z.number(),
    dimensions: z.number(),
    isInSpace: z.boolean(),
  })
  .parse(workerData);
const vocabulary = readVocabulary(readFileSync(join(folder, 'vocabulary.json'), 'utf8'));
const tokenize = createTokenizer(vocabulary);
const runtime: Runtime = createRequire(join(runtimeFolder, 'embedder.json'))('onnxruntime-node');
const session = await runtime.InferenceSession.create(join(folder, 'model.onnx'), {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
});

async function embed(text: string): Promise<Float32Array> {
  const ids = tokenize(text).slice(0, longestTokens);
  if (ids.length === 0) return new Float32Array(dimensions);
  const input = new runtime.Tensor('int64', BigInt64Array.from(ids, BigInt), [ids.length]);
  const output = await session.run({ ids: input });
  return Float32Array.from(output[session.outputNames[0] ?? '']?.data ?? []);
}

const request = z.union([
  z.object({ stop: z.literal(true) }),
  z.object({ id: z.number(), texts: z.array(z.string()) }),
]);
let isStopping = false;

parentPort?.on('message', async (message: unknown) => {
  const asked = request.parse(message);
  if ('stop' in asked) {
    isStopping = true;
    // nothing keeps the thread then but the text it is at
    return parentPort?.close();
  }
  const { id, texts } = asked;
  try {
    const vectors: Float32Array[] = [];
    let next = texts[0] === undefined ? null : embed(texts[0]);
    while (next !== null) {
      const vector: Float32Array = await next;
      if (isStopping) return;
      // the model is at the next text while this one's vector is brought into the space
      const following = texts[vectors.length + 1];
      next = following === undefined ? null : embed(following);
      vectors.push(isInSpace ? inSpace(vector) : vector);
    }
    parentPort?.postMessage({ id, vectors });
  } catch (caught) {
    parentPort?.postMessage({ id, error: caught instanceof Error ? caught.message : String(caught) });
  }
});
