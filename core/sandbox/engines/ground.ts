import { GuestMemoryError, type Reached, type RealmOptions } from '../engine.ts';
import { bootstrapFileName } from '../guest/file-name.ts';
import { type GuestFunction, guestFunctions } from '../guest-functions.ts';
import { type Box, hostNames, type Machine, noHost, type Places } from './machine.ts';
import { imageOf, type MemoryImage, putBack, usedAround } from './memory-image.ts';
import { createStackWatch, findStackTop, type StackWatch } from './stack-watch.ts';

/** The functions of the guest's runtime. */
export type GuestFunctions = Readonly<Record<GuestFunction, Box>>;

/**
 * What the memory of an engine held before any code of a task ran in it, made once for all threads: another instance of the module with
 * this in its memory is the same engine. It is whole only because an engine at rest has no other state: nothing is on its stack.
 *
 * The bytes are shared between threads. Nothing in an engine can reach them: its memory is another one, into which they are copied, and
 * the only code that holds them, putBack, reads.
 */
export interface EngineImage {
  /** The context as the language has it. */
  bare: MemoryImage;
  /** With the guest's runtime in place, which has not been told of a run. */
  plain: MemoryImage;
  memoryBytes: number;
  stackTop: number;
  places: Places;
  hostFunctions: readonly Box[];
  guest: GuestFunctions;
}

/** Makes the image of an engine that was just started. `runtime` is the source of what most code needs. */
export function makeImage(machine: Machine, runtime: string): EngineImage {
  const hostFunctions = hostNames.map((name) => machine.newHostFunction(name));
  const [heapAddress = 0] = hostFunctions;
  const stackTop = findStackTop(machine.memory(), heapAddress, (code, limitBytes) => {
    machine.setStackLimit(limitBytes);
    const overflow = machine.thrown(machine.evaluate(code, bootstrapFileName, 0));
    if (overflow !== undefined) machine.free(overflow);
  });
  // static data lies at the beginning, the stack on either side of it, empty; a box is a place in the heap
  const image = () => {
    const memory = machine.memory();
    return imageOf(memory, [usedAround(memory, 0), usedAround(memory, heapAddress)]);
  };
  const bare = image();
  const guest = installRuntime(machine, runtime, hostFunctions);
  const plain = image();
  const memoryBytes = machine.memory().buffer.byteLength;
  return { bare, plain, memoryBytes, stackTop, places: machine.places, hostFunctions, guest };
}

/** Runs the guest's runtime, which leaves its globals in the context. */
function installRuntime(machine: Machine, source: string, hostFunctions: readonly Box[]): GuestFunctions {
  const require = (box: Box) => {
    if (machine.thrown(box) !== undefined) throw new GuestMemoryError();
    return box;
  };
  const install = require(machine.evaluate(source, bootstrapFileName, 0));
  const made = require(machine.call(install, hostFunctions));
  return Object.fromEntries(guestFunctions.map((name) => [name, machine.property(made, name)])) as Record<
    GuestFunction,
    Box
  >;
}

/** The machine of one thread, and what it is put back to before each run. */
export class Ground {
  readonly machine: Machine;
  readonly #image: EngineImage;
  readonly #stack: StackWatch;
  /** Nothing has run since the plain image was put back. */
  #isFresh = false;

  constructor(machine: Machine, image: EngineImage) {
    this.machine = machine;
    this.#image = image;
    this.#stack = createStackWatch(() => machine.memory(), image.stackTop);
  }

  /** Puts the memory back to what most code needs, ahead of the next run. */
  prepare(): void {
    if (this.#isFresh) return;
    this.#restore(this.#image.plain);
    this.#isFresh = true;
  }

  /** A context as if it had just been made, with the guest's runtime in it. */
  open({ host, runtimeSource, stackBytes }: RealmOptions): GuestFunctions {
    this.machine.host = host;
    this.machine.forgetRefusals();
    if (runtimeSource === undefined) this.prepare();
    else this.#restore(this.#image.bare);
    this.#isFresh = false;
    this.#stack.reset(stackBytes);
    this.machine.setStackLimit(stackBytes);
    if (runtimeSource === undefined) return this.#image.guest;
    return installRuntime(this.machine, runtimeSource, this.#image.hostFunctions);
  }

  #restore(image: MemoryImage): void {
    this.machine.shrink(this.#image.memoryBytes);
    putBack(image, this.machine.memory());
  }

  reached(): Reached {
    return { memory: this.machine.wasRefusedMemory(), stack: this.#stack.isAtLimit() };
  }

  close(): void {
    this.machine.host = noHost;
  }
}
