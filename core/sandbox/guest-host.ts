import { repairJson } from './boundary.ts';
import type { RealmHost } from './engine.ts';
import type { GuestClock } from './guest-clock.ts';
import type { GuestHistory } from './guest-history.ts';
import type { StopReason } from './guest-outcome.ts';
import type { GuestTimers } from './guest-timers.ts';
import type { RunLimits } from './limits.ts';
import type { OutputBuffer } from './output-buffer.ts';
import type { OutputStream } from './result.ts';

const streams: readonly OutputStream[] = ['log', 'info', 'warn', 'error', 'debug'];

export interface GuestHostPorts {
  limits: RunLimits;
  clock: GuestClock;
  history: GuestHistory;
  timers: GuestTimers;
  output: OutputBuffer;
  /** Calls of the code that have their answer. */
  settled(): number;
  /** A call that the run may make. */
  onCall(callId: number, name: string, json: string): void;
  /** Called every few thousand steps of the code. */
  onPoll(): void;
}

/** What the guest may call, within the limits of its run. */
export class GuestHost implements RealmHost {
  readonly #ports: GuestHostPorts;
  #stop: StopReason | undefined;
  #calls = 0;

  constructor(ports: GuestHostPorts) {
    this.#ports = ports;
  }

  /** Calls that the code made, those of `import()` included. */
  calls(): number {
    return this.#calls;
  }

  /** The first reason for which the run has to end, if there is one. */
  stopReason(): StopReason | undefined {
    if (this.#ports.clock.remainingMs() <= 0) this.stop('timeout');
    return this.#stop;
  }

  /** The same, without a look at the clock. */
  stoppedFor(): StopReason | undefined {
    return this.#stop;
  }

  stop(reason: StopReason): void {
    this.#stop ??= reason;
  }

  call(callId: number, name: string, json: string): void {
    const { limits, history } = this.#ports;
    this.#calls += 1;
    if (this.#calls > limits.hostCalls || this.#calls - this.#ports.settled() > limits.pendingCalls) {
      this.stop('host_calls');
      return;
    }
    history.noteCall(this.#calls, name);
    if (!this.#stop) this.#ports.onCall(callId, name, json);
  }

  print(stream: string, json: string): void {
    const known = streams.find((name) => name === stream);
    if (this.#stop || !known) return;
    const text: unknown = JSON.parse(json === '' ? '""' : repairJson(json));
    if (typeof text !== 'string') return;
    const { limits, output } = this.#ports;
    const room = limits.outputBytes - output.bytes();
    if (Buffer.byteLength(text) + 1 > room) {
      this.stop('output_limit');
      return;
    }
    output.add(known, text);
  }

  setTimer(timerId: number, ms: number): void {
    this.#ports.timers.set(timerId, ms);
  }

  clearTimer(timerId: number): void {
    this.#ports.timers.clear(timerId);
  }

  now(): number {
    return this.#ports.history.readClock();
  }

  shouldStop(): boolean {
    this.#ports.onPoll();
    return this.stopReason() !== undefined;
  }
}
