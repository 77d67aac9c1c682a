import { z } from 'zod';
import { createLogger, systemRuntime } from '../../../core/base/index.ts';
import type { SessionEvent } from '../../../core/events/index.ts';
import { createHoldfast, type Holdfast, type HoldfastOptions } from '../../../core/holdfast.ts';
import { defineTool, type Tool, textOutcome } from '../../../core/tools/index.ts';
import { environmentKeyPort } from '../../../core/vault/index.ts';
import { freshText } from './fresh-text.ts';

/** Bytes of one result in the tool loops. */
export const resultBytes = 4096;

/** The tool of the loops: reads nothing and answers with 4 KB. `onRun` is told of each call before it. */
export function benchTool(onRun: () => void = () => {}): Tool {
  return defineTool({
    name: 'bench_read',
    description: 'Reads a chapter of a book.',
    inputSchema: z.object({ file_path: z.string() }),
    labels: {
      recovery: 'pure',
      reversibility: 'reversible',
      effect: 'none',
      output: 'trusted',
      sinks: [],
      payload: [],
    },
    preview: async () => ({
      sentence: 'Read a chapter.',
      target: 'owner',
      effect: 'none',
      reversibility: 'reversible',
      paths: [],
      facts: [],
      diffs: [],
      asksBecause: [],
      ruleOffered: null,
    }),
    async run() {
      onRun();
      return textOutcome(freshText(resultBytes));
    },
  });
}

export interface BenchHouse {
  holdfast: Holdfast;
  /** A new session's id. */
  session(): Promise<string>;
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  say(sessionId: string, text: string): Promise<void>;
  /** Resolves when the session rests after its `nth` turn. */
  idle(sessionId: string, nth?: number): Promise<void>;
}

/** The whole house over `dataDir`, with a model at `baseUrl` reached as a real one is: vault, egress, the SDK; or another one. */
export async function openBenchHouse(
  dataDir: string,
  baseUrl: string,
  options: Pick<HoldfastOptions, 'at' | 'model'> & { onRun?: () => void } = {},
): Promise<BenchHouse> {
  const workers = process.env.HOLDFAST_WORKERS ?? '';
  const runtime = systemRuntime();
  const holdfast = await createHoldfast({
    dataDir,
    workers: { data: `${workers}/holdfast.worker.js`, sandbox: `${workers}/sandbox.worker.js` },
    host: null,
    keyPort: environmentKeyPort({ env: {}, random: runtime.random }),
    runtime,
    version: '0.0.0-bench',
    logger: createLogger((line) => process.stderr.write(`${line}\n`), runtime.clock.now),
    model: options.model ?? { provider: 'anthropic', baseUrl, apiKey: 'bench-key', model: 'bench' },
    extraTools: [benchTool(options.onRun)],
    ...(options.at ? { at: options.at } : {}),
  });
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const init =
      body === undefined
        ? { method }
        : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await holdfast.fetch(new Request(`http://holdfast${path}`, init), {
      kind: 'in_process',
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    holdfast,
    call,
    async session() {
      const created = await call('POST', '/holdfast/v1/sessions', { title: 'bench', folders: [] });
      return z.object({ id: z.string() }).parse(created).id;
    },
    say: async (sessionId, text) => {
      await call('POST', `/holdfast/v1/sessions/${sessionId}/messages`, { content: text });
    },
    async idle(sessionId, nth = 1) {
      let seen = 0;
      for await (const { event } of holdfast.log.follow(sessionId, 0, new AbortController().signal)) {
        requireNoTrouble(event);
        if (event.type === 'session.status_idle') seen += 1;
        if (seen === nth) return;
      }
    },
  };
}

// a figure of a session that failed is no figure
function requireNoTrouble(event: SessionEvent): void {
  const isStop = event.type === 'session.status_idle' && event.stop_reason.type !== 'end_turn';
  if (event.type === 'session.error' || isStop)
    throw new Error(`the session failed: ${JSON.stringify(event)}`);
}
