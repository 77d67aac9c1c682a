import type { MessagePort } from 'node:worker_threads';
import { createAwakeTime, tickMs } from '../base/index.ts';
import type { Engine } from './engine.ts';
import type { GuestConfig } from './guest/bootstrap.ts';
import { GuestRun } from './guest-run.ts';
import { defaultRunLimits } from './limits.ts';
import type { FromWorker, ModuleMessage, RunRequest, SandboxWorkerData, ToWorker } from './messages.ts';
import { createLinker, type ModuleAnswer } from './module-linker.ts';
import { createQuickJsEngine } from './quickjs-engine.ts';
import { createQuickJsWasiEngine } from './quickjs-wasi-engine.ts';
import { loadTypeStripper, type TypeStripper } from './typescript.ts';

/** Serves one task in this thread, one run at a time; it is terminated from outside at any moment. */
export async function serveCode(port: MessagePort, data: SandboxWorkerData): Promise<void> {
  const gauge = new Int32Array(data.gauge);
  const create = data.engine === 'quickjs-wasi' ? createQuickJsWasiEngine : createQuickJsEngine;
  const engine = await create(data.wasmModule, data.memoryBytes);
  // ticks while the guest waits; while it computes it asks often enough by itself
  const awake = createAwakeTime(() => performance.now());
  setInterval(awake.tick, tickMs).unref();
  let stripper: TypeStripper | undefined;
  let current: GuestRun | undefined;

  const send = (message: FromWorker) => port.postMessage(message);
  const questions = createModuleQuestions(send);

  async function begin(request: RunRequest): Promise<void> {
    const linker = createLinker(
      request.hasFiles ? (path) => questions.ask(request.runId, path) : undefined,
      request,
    );
    const linked = await linker.linkCode(request.code, request.language);
    const isTypeScript = request.language === 'typescript' && linked === undefined;
    if (isTypeScript) stripper ??= await loadTypeStripper();
    current = new GuestRun(request, {
      engine,
      send,
      now: awake.now,
      wallClock: Date.now,
      gauge: (memoryBytes) => void Atomics.store(gauge, 0, memoryBytes / 65_536),
      linked: linked && { ...linked, linker },
      onEnd: () => {
        current = undefined;
      },
    });
    current.start((source) =>
      isTypeScript && stripper ? stripper.strip(source) : { ok: true, code: linked?.code ?? source },
    );
  }

  port.on('message', (message: ToWorker) => {
    if (message.type === 'settle') {
      current?.settle(message);
      return;
    }
    if (message.type === 'module') {
      questions.answer(message);
      return;
    }
    begin(message).catch((caught: unknown) => {
      const detail = caught instanceof Error ? caught.message : String(caught);
      const outcome = {
        ok: false,
        reason: 'crashed',
        message: `The sandbox could not run the code: ${detail}`,
      } as const;
      send({ type: 'end', runId: message.runId, outcome, guestMs: 0, mustDiscard: true });
    });
  });
  if (data.isSpare) warmUp(engine);
  send({ type: 'ready' });
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

/** An empty run: the first one pays for all that is compiled when it is first used. */
function warmUp(engine: Engine): void {
  const realm = engine.openRealm({
    host: { call() {}, print() {}, setTimer() {}, clearTimer() {}, now: () => 0, shouldStop: () => false },
    configJson: JSON.stringify(emptyConfig),
    stackBytes: defaultRunLimits.stackBytes,
    hasModules: false,
    hasFiles: false,
  });
  realm.start('[1].map((one) => one + 1).join()', 'empty.js');
  for (let turn = 0; turn < 10 && realm.hasJobs(); turn += 1) realm.runJobs(10);
  realm.outcome();
  realm.close();
}

const emptyConfig: GuestConfig = {
  tools: ['none'],
  canDescribe: false,
  messageBytes: 1,
  resultBytes: 1000,
  outputBytes: 1,
  timers: 1,
  seed: [1, 2, 3, 4],
  modules: null,
  links: [],
};
