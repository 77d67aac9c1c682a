import type { MessagePort } from 'node:worker_threads';
import { createAwakeTime, tickMs } from '../base/index.ts';
import type { Engine } from './engine.ts';
import { createEngine } from './engines/create-engine.ts';
import { GuestRun, type LinkedRun } from './guest-run.ts';
import type {
  EngineMessage,
  FromWorker,
  ModuleMessage,
  RunRequest,
  SandboxWorkerData,
  ToWorker,
} from './messages.ts';
import type { ModuleAnswer } from './module-linker.ts';
import { namesModules } from './module-names.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { TypeStripper } from './typescript.ts';
import { warmUp } from './warm-up.ts';

/** Serves one task in this thread, one run at a time; it is terminated from outside at any moment. Rejects when the engine does not start. */
export async function serveCode(port: MessagePort, data: SandboxWorkerData): Promise<void> {
  const outbox = createOutbox<FromWorker>((messages) => port.postMessage(messages));
  let serve: (message: Exclude<ToWorker, EngineMessage>) => void = () => {};
  const parts = new Promise<EngineMessage>((resolve) => {
    port.on('message', (messages: ToWorker[]) => {
      for (const message of messages)
        if (message.type === 'engine') resolve(message);
        else serve(message);
    });
  });
  const { engine, madeImage } = await createEngine(data.engine, data.memoryBytes, await parts);
  if (data.isSpare) warmUp(engine);
  serve = serveRuns(engine, data, outbox);
  outbox.add({ type: 'ready', image: madeImage });
}

function serveRuns(engine: Engine, data: SandboxWorkerData, outbox: Outbox<FromWorker>) {
  const gauge = new Int32Array(data.gauge);
  // ticks while the guest waits; while it computes it asks often enough by itself
  const awake = createAwakeTime(() => performance.now());
  setInterval(awake.tick, tickMs).unref();
  const questions = createModuleQuestions((message) => outbox.add(message));
  let stripper: TypeStripper | undefined;
  let current: GuestRun | undefined;

  const send = (message: FromWorker) => {
    outbox.add(message);
    // the time of a run is watched from its start on, and what the code printed must not be lost when it is killed
    if (message.type === 'started' || message.type === 'output') outbox.flush();
    // once the main process has the result: what the next run begins with
    if (message.type === 'end') {
      outbox.flush();
      engine.prepare();
    }
  };

  function begin(request: RunRequest, linked: LinkedRun | undefined, code: string): void {
    const isTypeScript = request.language === 'typescript' && linked === undefined;
    current = new GuestRun(request, {
      engine,
      send,
      now: awake.now,
      wallClock: Date.now,
      onPoll: (memoryBytes) => {
        Atomics.store(gauge, 0, memoryBytes / 65_536);
        outbox.flush();
      },
      linked,
      onEnd: () => {
        current = undefined;
      },
    });
    current.start((source) => (isTypeScript && stripper ? stripper.strip(source) : { ok: true, code }));
  }

  /** What most code does without: modules and types. */
  async function prepare(request: RunRequest): Promise<void> {
    const { linkRun } = await import('./linked-run.ts');
    const linked = await linkRun(request, (path) => questions.ask(request.runId, path));
    if (request.language === 'typescript' && !linked)
      stripper ??= await (await import('./typescript.ts')).loadTypeStripper();
    begin(request, linked?.run, linked?.code ?? request.code);
  }

  const fail = (runId: number, caught: unknown) => {
    const detail = caught instanceof Error ? caught.message : String(caught);
    const message = `The sandbox could not run the code: ${detail}`;
    const outcome = { ok: false, reason: 'crashed', message } as const;
    send({ type: 'end', runId, outcome, guestMs: 0, mustDiscard: true });
  };

  return (message: Exclude<ToWorker, EngineMessage>) => {
    if (message.type === 'settle') current?.settle(message);
    else if (message.type === 'module') questions.answer(message);
    else if (message.language === 'typescript' || namesModules(message.code))
      prepare(message).catch((caught: unknown) => fail(message.runId, caught));
    else {
      try {
        begin(message, undefined, message.code);
      } catch (caught) {
        fail(message.runId, caught);
      }
    }
  };
}

/** Asks the main process for modules, of one run one after the other; a run that is over is not answered. */
function createModuleQuestions(send: (message: FromWorker) => void) {
  const open = new Map<string, (answer: ModuleAnswer) => void>();
  return {
    ask: (runId: number, path: string) =>
      new Promise<ModuleAnswer>((resolve) => {
        open.set(`${runId} ${path}`, resolve);
        send({ type: 'module', runId, path });
      }),
    answer({ runId, path, json }: ModuleMessage) {
      const resolve = open.get(`${runId} ${path}`);
      open.delete(`${runId} ${path}`);
      resolve?.(JSON.parse(json));
    },
  };
}
