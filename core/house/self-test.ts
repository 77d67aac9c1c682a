import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import {
  type SelfTest,
  type SelfTestFindings,
  selfTestFindingsSchema,
  selfTestResultSchema,
} from '../api/contract.ts';
import type { SelfTestPort } from '../api/index.ts';
import { background, type Logger, type Runtime } from '../base/index.ts';
import { readKept, writeKept } from './kept-json.ts';

const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), done: z.number(), total: z.number(), current: z.string() }),
  z.object({ kind: z.literal('findings'), findings: selfTestFindingsSchema }),
]);

interface Options {
  dataDir: string;
  /** The bundled files; `selfTest` is the thread's own. */
  workers: { data: string; sandbox: string; selfTest: string };
  version: string;
  runtime: Runtime;
  logger: Logger;
  /** Told when something of `get` has changed. */
  tell(): void;
}

/**
 * The scripted adversaries, played in the app itself: in a thread, against a whole house on a folder of its own that is gone afterwards.
 * One run at a time. What came of it is kept in the data folder, where agents have no way.
 */
export function createSelfTestRuns(options: Options): SelfTestPort & { close(): Promise<void> } {
  const { runtime, tell, logger } = options;
  const file = join(options.dataDir, 'evals', 'self-test.json');
  let running: SelfTest['running'] = null;
  let failed: string | null = null;
  let stop = new AbortController();
  let ended: Promise<void> = Promise.resolve();

  async function run(signal: AbortSignal): Promise<void> {
    const began = runtime.clock.monotonic();
    try {
      const findings = await play(options, signal, (progress) => {
        running = progress;
        tell();
      });
      if (findings === null) return;
      const at = new Date(runtime.clock.now()).toISOString();
      const duration_ms = Math.round(runtime.clock.monotonic() - began);
      await writeKept(file, selfTestResultSchema, { at, version: options.version, duration_ms, findings });
    } catch (caught) {
      failed = caught instanceof Error ? caught.message : String(caught);
      logger.error('the self-test broke off', caught);
    } finally {
      running = null;
      tell();
    }
  }

  const get = async () => ({ running, failed, result: await readKept(file, selfTestResultSchema) });
  const cancel = async () => {
    stop.abort();
    await ended;
  };
  return {
    get,
    async start() {
      if (running === null) {
        running = { done: 0, total: 0, current: null };
        failed = null;
        stop = new AbortController();
        ended = run(stop.signal);
        background(ended, 'the self-test', logger);
        tell();
      }
      return get();
    },
    async cancel() {
      await cancel();
      return get();
    },
    close: cancel,
  };
}

/** One run; null when it was cancelled. Rejects when the thread breaks. */
async function play(
  { workers: { selfTest, ...workers }, version }: Options,
  signal: AbortSignal,
  onProgress: (progress: NonNullable<SelfTest['running']>) => void,
): Promise<SelfTestFindings | null> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-self-test-'));
  try {
    if (signal.aborted) return null;
    const worker = new Worker(selfTest, { workerData: { folder, workers, version } });
    signal.addEventListener('abort', () => void worker.terminate(), { once: true });
    return await new Promise((resolve, reject) => {
      let findings: SelfTestFindings | null = null;
      worker.on('message', (message: unknown) => {
        const parsed = messageSchema.parse(message);
        if (parsed.kind === 'findings') findings = parsed.findings;
        else onProgress({ done: parsed.done, total: parsed.total, current: parsed.current });
      });
      worker.once('error', reject);
      worker.once('exit', () => {
        if (signal.aborted) resolve(null);
        else if (findings === null) reject(new Error('its thread ended before its time'));
        else resolve(findings);
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
