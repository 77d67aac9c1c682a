import type { GuestFailure, Outcome, Reached, Realm, RealmOptions } from '../engine.ts';
import { evaluateAsync, type GuestFunction, parseFailure, unreadableFailure } from '../guest-functions.ts';
import type { Ground, GuestFunctions } from './ground.ts';
import type { Box, Machine } from './machine.ts';

/** One fresh global scope. What it holds is not freed: the memory is put back before the next run. */
export class GroundRealm implements Realm {
  readonly #ground: Ground;
  readonly #machine: Machine;
  readonly #functions: GuestFunctions;
  #script: Box | undefined;
  #adopted: Box | undefined;

  constructor(ground: Ground, options: RealmOptions) {
    this.#ground = ground;
    this.#machine = ground.machine;
    this.#functions = ground.open(options);
    const failure = this.#callForEffect('begin', [this.#machine.newString(options.configJson)]);
    if (failure) throw new Error(`the runtime did not begin: ${failure.message}`);
  }

  start(code: string, fileName: string): GuestFailure | undefined {
    const script = this.#machine.evaluate(code, fileName, evaluateAsync);
    const failure = this.#failureOf(script);
    if (!failure) this.#script = script;
    return failure;
  }

  hasJobs(): boolean {
    return this.#machine.hasJobs();
  }

  runJobs(maxJobs: number): void {
    this.#machine.runJobs(maxJobs);
  }

  settle(callId: number, isError: boolean, json: string): GuestFailure | undefined {
    const machine = this.#machine;
    const text = machine.newString(json);
    return this.#callForEffect('settle', [
      machine.newNumber(callId),
      machine.newNumber(isError ? 1 : 0),
      text,
    ]);
  }

  fireTimer(timerId: number): GuestFailure | undefined {
    return this.#callForEffect('fire', [this.#machine.newNumber(timerId)]);
  }

  #callForEffect(name: GuestFunction, args: Box[]): GuestFailure | undefined {
    const result = this.#machine.call(this.#functions[name], args);
    const failure = this.#failureOf(result);
    if (!failure) this.#machine.free(result);
    return failure;
  }

  outcome(): Outcome {
    if (this.#script === undefined) return { state: 'pending' };
    const promise = this.#adopted ?? this.#script;
    const state = this.#machine.promiseState(promise);
    if (state === 'pending') return { state };
    const value = this.#machine.promiseResult(promise);
    if (state === 'rejected') return { state, failure: this.#describe(value) };
    if (this.#adopted !== undefined) return this.#serialize(value);
    const adopted = this.#machine.call(this.#functions.adopt, [value]);
    const failure = this.#failureOf(adopted);
    if (failure) return { state: 'rejected', failure };
    this.#adopted = adopted;
    return this.outcome();
  }

  #serialize(value: Box): Outcome {
    const result = this.#machine.call(this.#functions.serialize, [value]);
    const failure = this.#failureOf(result);
    if (failure) return { state: 'rejected', failure };
    const json = this.#takeString(result);
    return { state: 'fulfilled', json: json === '' ? undefined : json };
  }

  #failureOf(result: Box): GuestFailure | undefined {
    const error = this.#machine.thrown(result);
    return error === undefined ? undefined : this.#describe(error);
  }

  #describe(error: Box): GuestFailure {
    const result = this.#machine.call(this.#functions.describe, [error]);
    const second = this.#machine.thrown(result);
    if (second === undefined) return parseFailure(this.#takeString(result));
    this.#machine.free(second);
    return unreadableFailure;
  }

  #takeString(box: Box): string {
    const text = this.#machine.string(box);
    this.#machine.free(box);
    return text;
  }

  reached(): Reached {
    return this.#ground.reached();
  }

  close(): void {
    this.#ground.close();
  }
}
