import { inject, onTestFinished } from 'vitest';
import { z } from 'zod';
import { createAgents } from '../../../core/agents/index.ts';
import { silentLogger, systemRuntime } from '../../../core/base/index.ts';
import { startRestorableData } from '../../../core/db/index.ts';
import type { SessionEvent } from '../../../core/events/index.ts';
import { createGate } from '../../../core/gate/index.ts';
import {
  type Budgets,
  createBudgets,
  createHarness,
  createSuspendedRuns,
  type Harness,
} from '../../../core/harness/index.ts';
import { createLog, type Log } from '../../../core/log/index.ts';
import { ModelError, type ModelProvider, type ModelRequest, type Usage } from '../../../core/model/index.ts';
import { defineTool, type Tool, textOutcome } from '../../../core/tools/index.ts';

/** What the server does with one request. `tokens` is what it would say if it may. */
export type Behaviour =
  | { kind: 'text' | 'no_usage'; tokens: number }
  | { kind: 'calls'; count: number; tokens: number }
  /** Takes no notice of `max_tokens`. */
  | { kind: 'over'; times: number }
  /** Breaks off after so many tokens. */
  | { kind: 'cut'; tokens: number }
  | { kind: 'overloaded' }
  /** The process dies: before the request is sent, or when its whole answer has arrived. */
  | { kind: 'kill'; when: 'before:request' | 'after:request'; tokens: number };

/** What really happened on the server's side, which the budgets must never exceed. */
export interface Truth {
  inputTokens: number;
  outputTokens: number;
  requests: { maxTokens: number; outputTokens: number }[];
  toolRuns: number;
  hasDisobeyed: boolean;
}

export const newTruth = (): Truth => ({
  inputTokens: 0,
  outputTokens: 0,
  requests: [],
  toolRuns: 0,
  hasDisobeyed: false,
});

const word = 'ab ';
const chunkTokens = 50;

/** A server that behaves as the list says, request by request, and keeps the truth. Its tokens have three bytes. */
export function scriptedProvider(
  behaviours: Behaviour[],
  truth: Truth,
  onRequest: (request: ModelRequest) => void,
): ModelProvider {
  let calls = 0;
  const inputOf = (request: ModelRequest) =>
    Math.ceil(JSON.stringify([request.system, request.tools, request.messages]).length / 4);
  return {
    name: 'scripted',
    countTokens: async (request) => inputOf(request),
    check: async () => ({ state: 'ready', message: '' }),
    async *stream(request) {
      onRequest(request);
      const behaviour = behaviours.shift() ?? { kind: 'text', tokens: 5 };
      if (behaviour.kind === 'overloaded') throw new ModelError('model_overloaded', 'too much to do');
      const sent = { maxTokens: request.maxTokens, outputTokens: 0 };
      truth.requests.push(sent);
      truth.inputTokens += inputOf(request);
      const used: Usage = {
        input_tokens: inputOf(request),
        output_tokens: 0,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
      };
      const isSilent = behaviour.kind === 'no_usage';
      const report = (): Usage => (isSilent ? { ...used, input_tokens: 0, output_tokens: 0 } : { ...used });
      yield { type: 'message_start', id: 'msg', model: request.model, usage: report() };
      const wanted = behaviour.kind === 'over' ? request.maxTokens * behaviour.times : behaviour.tokens;
      if (behaviour.kind === 'over') truth.hasDisobeyed = true;
      const allowed = behaviour.kind === 'over' ? wanted : Math.min(wanted, request.maxTokens);
      yield { type: 'block_start', index: 0, block: { type: 'text' } };
      let text = '';
      for (let left = allowed; left > 0; left -= chunkTokens) {
        const now = Math.min(left, chunkTokens);
        used.output_tokens += now;
        sent.outputTokens += now;
        truth.outputTokens += now;
        text += word.repeat(now);
        yield { type: 'text_delta', index: 0, text: word.repeat(now) };
      }
      if (behaviour.kind === 'cut') throw new ModelError('model_cut_stream', 'it broke off');
      yield { type: 'block_stop', index: 0, block: { type: 'text', text } };
      const isWhole = allowed === wanted;
      const count = behaviour.kind === 'calls' && isWhole ? behaviour.count : 0;
      for (let index = 1; index <= count; index += 1) {
        calls += 1;
        const block = {
          type: 'tool_use' as const,
          id: `toolu_${calls}`,
          name: 'touch',
          input: { number: calls },
        };
        yield { type: 'block_start', index, block: { type: 'tool_use', id: block.id, name: block.name } };
        yield { type: 'block_stop', index, block };
      }
      yield {
        type: 'message_stop',
        stopReason: !isWhole ? 'max_tokens' : count > 0 ? 'tool_use' : 'end_turn',
        usage: report(),
      };
    },
  };
}

function touchTool(truth: Truth): Tool {
  return defineTool({
    name: 'touch',
    description: 'Counts.',
    inputSchema: z.object({ number: z.number() }),
    labels: {
      recovery: 'idempotent',
      reversibility: 'reversible',
      effect: 'none',
      output: 'trusted',
      sinks: [],
      payload: [],
    },
    preview: async () => ({
      sentence: 'Counts.',
      target: 'none' as const,
      effect: 'none' as const,
      reversibility: 'reversible' as const,
      paths: [],
      facts: [],
      diffs: [],
      asksBecause: [],
      ruleOffered: null,
    }),
    run: async ({ number }) => {
      truth.toolRuns += 1;
      return textOutcome(`touched ${number}`);
    },
  });
}

const comparison = z.object({
  tables: z.array(
    z.object({ table: z.string(), missing: z.number(), extra: z.number(), examples: z.array(z.string()) }),
  ),
});

export interface World {
  log: Log;
  harness: Harness;
  budgets: Budgets;
  newSession(): Promise<string>;
  /** Rebuilds all projections of the log beside those that stand, and compares. */
  compareWithLog(): Promise<z.infer<typeof comparison>>;
  /** Resolves when the process is to be thought dead: nothing of this world moves any more. */
  killed: Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions {
  dataDir: string;
  truth: Truth;
  behaviours: Behaviour[];
  maxTokens: number;
  onRequest(request: ModelRequest): void;
}

/** The harness on real data, over a scripted server. A kill stops it for good at a debug point, with the data closed under it. */
export async function openWorld({
  dataDir,
  truth,
  behaviours,
  maxTokens,
  onRequest,
}: WorldOptions): Promise<World> {
  const real = systemRuntime();
  const runtime = { ...real, clock: { ...real.clock, sleep: async () => {} } };
  const data = await startRestorableData({ workerPath: inject('workers').data, dataDir });
  const agents = createAgents(data);
  const log = createLog(data, runtime);
  const gate = createGate({ data, log, runtime, ownerPolicy: async () => null });
  const budgets = createBudgets({ data, settings: agents, runtime });
  await budgets.ensureBuilt();
  const provider = scriptedProvider(behaviours, truth, onRequest);
  const tool = touchTool(truth);
  let die = () => {};
  const killed = new Promise<void>((resolve) => {
    die = resolve;
  });
  const dead = new Promise<never>(() => {});
  const harness = createHarness({
    log,
    gate,
    budgets,
    suspendedRuns: createSuspendedRuns(data),
    runtime,
    logger: silentLogger,
    model: async () => ({ provider, model: 'scripted', maxTokens }),
    tools: async () => ({
      declarations: [{ name: 'touch', description: 'Counts.', input_schema: { type: 'object' } }],
      get: (name) => (name === 'touch' ? tool : null),
      isCustom: () => false,
      policy: () => 'always_allow',
    }),
    surroundings: async () => 'Nothing is here.',
    ownerRules: async () => ({ version: 0, rules: [] }),
    beforeCompaction: async () => {},
    at: async (point) => {
      const next = behaviours[0];
      if (point === 'before:request' && next?.kind === 'kill' && next.when === point) {
        behaviours.shift();
        die();
        await dead;
      }
      if (point === 'after:request' && isDying) {
        die();
        await dead;
      }
    },
  });
  // the answer of a request that dies after it arrived is consumed by the provider first
  let isDying = false;
  const stream = provider.stream.bind(provider);
  provider.stream = (request, signal) => {
    const next = behaviours[0];
    isDying = next?.kind === 'kill' && next.when === 'after:request';
    return stream(request, signal);
  };
  let isOpen = true;
  const world: World = {
    log,
    harness,
    budgets,
    killed,
    async newSession() {
      const agent = { id: 'agent_1', name: 'Tester', model: { id: 'default' }, system: null, tools: [] };
      const session = await log.createSession({ agent, environmentId: 'env_1', title: 'Test', metadata: {} });
      return session.id;
    },
    async compareWithLog() {
      const report = await data.command('log.rebuild', { what: 'projections', apply: false });
      return comparison.parse(report);
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await data.close();
    },
  };
  onTestFinished(world.close);
  return world;
}

/** Tokens of output that the log's spans say, and what of reservations was never ended. */
export function outputInLog(events: readonly SessionEvent[]): {
  counted: number;
  open: number;
  doubled: number;
} {
  const open = new Map<string, number>();
  const ended = new Set<string>();
  let counted = 0;
  let doubled = 0;
  for (const event of events) {
    if (event.type === 'holdfast.budget_reserved') open.set(event.span_id, event.reserved.output_tokens);
    if (event.type !== 'span.model_request_end') continue;
    if (ended.has(event.model_request_start_id)) doubled += 1;
    ended.add(event.model_request_start_id);
    open.delete(event.model_request_start_id);
    counted += event.model_usage.output_tokens;
  }
  return { counted, open: [...open.values()].reduce((sum, tokens) => sum + tokens, 0), doubled };
}
