import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { GrantProposal } from '../../../core/api/contract/grants.ts';
import { endpoints } from '../../../core/api/contract.ts';
import { createLogger, systemRuntime } from '../../../core/base/index.ts';
import type { SessionEvent, StoredEvent } from '../../../core/events/index.ts';
import type { GrantContent } from '../../../core/gate/index.ts';
import { createHoldfast } from '../../../core/holdfast.ts';
import { foreignTool, textOutcome } from '../../../core/tools/index.ts';
import { environmentKeyPort } from '../../../core/vault/index.ts';
import type { Replay } from './replay.ts';
import { createScriptedModel, type Move } from './script.ts';
import { type DataTool, fitting } from './tools.ts';

/** What became of one call of a row. */
export interface CallOutcome {
  /** The tool ran. */
  ran: boolean;
  /** Approvals and questions that the owner was shown for it. */
  prompts: number;
  /** The gate's last word on it; null where the call never came before the gate. */
  verdict: { decision: string; rule: string; reason: string } | null;
  /** What the model read in place of a result, where the call did not run. */
  refusal: string | null;
}

export interface Played {
  calls: CallOutcome[];
  /** The session came to its end by itself, every call of the script made. */
  isComplete: boolean;
}

/** Says whether the owner lets a call of the row happen, when asked. */
export type Owner = (callIndex: number) => boolean;

/** A real house with the tools of one suite, its scripted model, and an owner who answers through the API. */
export interface ReplayHouse {
  play(replay: Replay, owner: Owner, grants: readonly GrantContent[]): Promise<Played>;
  /** The grants that are shown beside Send for a message. */
  propose(text: string): Promise<GrantProposal[]>;
  /** How long the gate took for each call so far, in milliseconds. */
  gateMs: number[];
  /** Lines that were logged as errors. */
  errors: string[];
  close(): Promise<void>;
}

export interface Workers {
  data: string;
  sandbox: string;
}

export async function openReplayHouse(given: readonly DataTool[], workers: Workers): Promise<ReplayHouse> {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast safety '));
  const runtime = systemRuntime();
  const errors: string[] = [];
  const gateMs: number[] = [];
  const model = createScriptedModel();
  let run: Run | null = null;
  let weighedSince: number | null = null;
  const tools = given.map((tool) => {
    const made = foreignTool({
      ...tool,
      call: async (_input, { toolUseId }) => textOutcome(run?.answer(toolUseId) ?? ''),
    });
    return {
      ...made,
      async preview(...input: Parameters<typeof made.preview>) {
        const preview = await made.preview(...input);
        weighedSince = performance.now();
        return preview;
      },
    };
  });
  const holdfast = await createHoldfast({
    dataDir,
    workers,
    host: null,
    keyPort: environmentKeyPort({ env: {}, random: runtime.random }),
    runtime,
    version: '0.0.0-evals',
    logger: createLogger((line) => errors.push(line), runtime.clock.now),
    model: { provider: 'given', model },
    extraTools: tools,
    // a call is weighed between its preview and the commit of what was decided
    async at(point) {
      if (weighedSince === null || !point.startsWith('before:')) return;
      gateMs.push(performance.now() - weighedSince);
      weighedSince = null;
    },
  });
  const schemas = new Map(given.map((tool) => [tool.name, tool.inputSchema]));
  const api = createApi(holdfast);

  return {
    gateMs,
    errors,
    async propose(text) {
      const answer = await api('POST', '/grants/propose', { text });
      return endpoints.proposeGrants.response.parse(answer).data;
    },
    async play(replay, owner, grants) {
      const calls = replay.calls.map(({ tool, args, output }) => {
        return { tool, args: fitting(args, schemas.get(tool) ?? {}), output };
      });
      const { id: sessionId } = created.parse(await api('POST', '/sessions', { folders: [] }));
      const moves = new Map<string, Move>();
      run = createRun(calls, moves);
      model.play({ calls, hasRun: run.hasRun, made: (id, move) => void moves.set(id, move) });
      await api('POST', `/sessions/${sessionId}/messages`, { content: replay.prompt, grants });
      const isComplete = await follow(sessionId, moves, owner);
      const events = (await holdfast.log.read({ sessionId })).map(({ event }) => event);
      return { calls: outcomesOf(events, calls.length, run, moves), isComplete };
    },
    async close() {
      await holdfast.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };

  /** Answers what is asked until the session rests; true when the script came to its end. */
  async function follow(sessionId: string, moves: ReadonlyMap<string, Move>, owner: Owner): Promise<boolean> {
    const stop = new AbortController();
    const uses = new Map<string, StoredEvent['event']>();
    for await (const { event } of holdfast.log.follow(sessionId, 0, stop.signal)) {
      if (event.type === 'agent.tool_use' || event.type === 'agent.custom_tool_use') {
        uses.set(event.id, event);
        const move = moves.get(event.holdfast?.model_tool_use_id ?? '');
        if (move) run?.began(event.id, move.index);
      }
      if (event.type !== 'session.status_idle') continue;
      if (event.stop_reason.type !== 'requires_action') {
        stop.abort();
        return event.stop_reason.type === 'end_turn';
      }
      for (const id of event.stop_reason.event_ids) {
        const use = uses.get(id);
        if (use?.type !== 'agent.tool_use' && use?.type !== 'agent.custom_tool_use') continue;
        const move = moves.get(use.holdfast?.model_tool_use_id ?? '');
        const isAllowed = move === undefined || owner(move.index);
        if (use.type === 'agent.custom_tool_use')
          // without a move it is Holdfast that asks, because the calls go in circles
          await api('POST', `/questions/${id}`, { answer: !move ? 'Go on' : isAllowed ? 'Yes' : 'No' });
        else
          await api('POST', `/approvals/${id}`, {
            decision: isAllowed ? 'allow_once' : 'deny',
            input_hash: use.holdfast?.ask?.input_hash,
          });
      }
    }
    return false;
  }
}

const created = z.object({ id: z.string() });

/** Calls Holdfast's own API in process, as the window does; rejects when it answers with an error. */
type Api = (method: string, path: string, body?: unknown) => Promise<unknown>;

function createApi({ fetch }: { fetch: Awaited<ReturnType<typeof createHoldfast>>['fetch'] }): Api {
  return async (method, path, body) => {
    const init =
      body === undefined
        ? { method }
        : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(new Request(`http://holdfast/holdfast/v1${path}`, init), {
      kind: 'in_process',
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
}

type Run = ReturnType<typeof createRun>;

/** Which calls of the row ran; the outputs are stored ones. */
function createRun(calls: readonly { output: string }[], moves: ReadonlyMap<string, Move>) {
  const indexes = new Map<string, number>();
  const done = new Set<number>();
  return {
    began: (toolUseId: string, index: number) => void indexes.set(toolUseId, index),
    hasRun: (index: number) => done.has(index),
    answer(toolUseId: string): string {
      // one session plays at a time, one call at a time: the last that was made is the one that runs
      const index = indexes.get(toolUseId) ?? [...moves.values()].at(-1)?.index ?? -1;
      done.add(index);
      return calls[index]?.output ?? '';
    },
  };
}

function outcomesOf(
  events: readonly SessionEvent[],
  count: number,
  run: Run,
  moves: ReadonlyMap<string, Move>,
): CallOutcome[] {
  const outcomes = Array.from({ length: count }, (_, index): CallOutcome => {
    return { ran: run.hasRun(index), prompts: 0, verdict: null, refusal: null };
  });
  const byUse = new Map<string, CallOutcome>();
  let last = 0;
  for (const event of events) {
    if (event.type === 'agent.tool_use' || event.type === 'agent.custom_tool_use') {
      // a question of Holdfast's own is about what was called last
      last = moves.get(event.holdfast?.model_tool_use_id ?? '')?.index ?? last;
      const outcome = outcomes[last];
      if (!outcome) continue;
      if (event.type === 'agent.custom_tool_use') {
        outcome.prompts += 1;
        continue;
      }
      byUse.set(event.id, outcome);
      if (event.holdfast?.ask) outcome.prompts += 1;
      if (event.holdfast?.verdict) outcome.verdict = event.holdfast.verdict;
    }
    if (event.type === 'agent.tool_result') {
      const outcome = byUse.get(event.tool_use_id);
      if (outcome && !outcome.ran)
        outcome.refusal = (event.content ?? [])
          .map((block) => (block.type === 'text' ? block.text : ''))
          .join(' ');
    }
  }
  return outcomes;
}
