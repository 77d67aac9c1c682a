import type { MessagePort } from 'node:worker_threads';
import { createAwakeTime, tickMs } from '../base/index.ts';
import { GuestRun } from './guest-run.ts';
import type { FromWorker, RunRequest, SandboxWorkerData, ToWorker } from './messages.ts';
import { linkPackages } from './module-compiler.ts';
import { createQuickJsEngine } from './quickjs-engine.ts';
import { loadTypeStripper, type TypeStripper } from './typescript.ts';

/** Serves one task in this thread, one run at a time; it is terminated from outside at any moment. */
export async function serveCode(port: MessagePort, data: SandboxWorkerData): Promise<void> {
  const gauge = new Int32Array(data.gauge);
  const engine = await createQuickJsEngine(data.wasmModule, data.memoryBytes);
  // ticks while the guest waits; while it computes it asks often enough by itself
  const awake = createAwakeTime(() => performance.now());
  setInterval(awake.tick, tickMs).unref();
  let stripper: TypeStripper | undefined;
  let current: GuestRun | undefined;

  const send = (message: FromWorker) => port.postMessage(message);

  async function begin(request: RunRequest): Promise<void> {
    const linked = await linkPackages(request.code, request.language);
    const isTypeScript = request.language === 'typescript' && linked === undefined;
    if (isTypeScript) stripper ??= await loadTypeStripper();
    current = new GuestRun(request, {
      engine,
      send,
      now: awake.now,
      gauge: (memoryBytes) => void Atomics.store(gauge, 0, memoryBytes / 65_536),
      packages: linked?.packages ?? {},
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
  send({ type: 'ready' });
}
