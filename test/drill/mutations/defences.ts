/** One defence, how it is switched off, and the cases that must then fail. */
export interface Mutation {
  group: string;
  name: string;
  patches: readonly { file: string; find: string; put: string }[];
  files: readonly string[];
  /** A pattern of the cases' names; all of the files' when left out. */
  cases?: string;
  /** How many must fail. */
  least?: number;
  /** Print those that pass all the same. */
  showsSurvivors?: boolean;
  mayTakeTheRunDown?: boolean;
}

const hostile = ['test/unit/sandbox/hostile.test.ts'];
const escapes = ['test/unit/sandbox/escapes.test.ts'];
const boundary = ['test/unit/sandbox/boundary.test.ts'];
const folders = ['test/unit/sandbox/folders.test.ts'];
const run = 'core/sandbox/guest-run.ts';
const poolRun = 'core/sandbox/pool-run.ts';
const engine = 'core/sandbox/quickjs-engine.ts';
const bridge = 'core/sandbox/guest/bridge.ts';

const noWatchdog = { file: poolRun, find: 'this.#watchdog = setTimeout(look, ms);', put: 'void look;' };
const noDeadline = { file: run, find: 'if (this.#clock.remainingMs() <= 0)', put: 'if (0 > 1)' };

export const mutations: readonly Mutation[] = [
  {
    group: 'hangs',
    name: 'the watchdog outside',
    patches: [noWatchdog],
    files: hostile,
    cases: 'indexOf on an endless array-like|reverse of an endless|quadratic indexOf',
    least: 3,
    mayTakeTheRunDown: true,
  },
  {
    group: 'loops',
    name: 'the deadline inside, and the watchdog',
    patches: [noWatchdog, noDeadline],
    files: hostile,
    cases: 'hostile code: loops',
    least: 8,
    mayTakeTheRunDown: true,
  },
  {
    group: 'memory',
    name: 'the maximum of the WebAssembly memory',
    patches: [{ file: engine, find: 'const maximum = Math.max(initialPages, Math.floor(memoryBytes / pageBytes));', put: 'const maximum = 16_384;' }],
    files: hostile,
    cases: 'hostile code: memory',
    least: 4,
    mayTakeTheRunDown: true,
  },
  {
    group: 'recursion',
    name: 'the guest’s stack limit, and telling an overflow from a crash',
    patches: [
      { file: engine, find: 'runtime.setMaxStackSize(options.stackBytes);', put: 'runtime.setMaxStackSize(0);' },
      { file: 'core/sandbox/guest-outcome.ts', find: 'if (caught instanceof RangeError && caught.message === hostStackOverflow)', put: 'if (0 > 1)' },
    ],
    files: hostile,
    cases: 'hostile code: recursion',
    least: 4,
    mayTakeTheRunDown: true,
  },
  {
    group: 'floods',
    name: 'the limit of output',
    patches: [{ file: run, find: 'if (Buffer.byteLength(text) + 1 > room) {', put: 'if (0 > 1) {' }],
    files: hostile,
    cases: 'console in a loop|one enormous line',
    least: 2,
    mayTakeTheRunDown: true,
  },
  {
    group: 'floods',
    name: 'the limit of a returned value, on both sides',
    patches: [
      { file: bridge, find: 'return json.length > config.resultBytes ?', put: 'return 0 > 1 ?' },
      { file: 'core/sandbox/boundary.ts', find: 'if (Buffer.byteLength(json) > limits.maxBytes)', put: 'if (0 > 1)' },
    ],
    files: hostile,
    cases: 'an enormous value',
  },
  {
    group: 'floods',
    name: 'the limit of a tool’s input, on both sides',
    patches: [
      { file: bridge, find: 'if (json.length > config.messageBytes)', put: 'if (0 > 1)' },
      { file: 'core/sandbox/boundary.ts', find: 'if (Buffer.byteLength(json) > limits.maxBytes)', put: 'if (0 > 1)' },
      { file: 'core/sandbox/host-calls.ts', find: 'if (Buffer.byteLength(result) > limits.messageBytes)', put: 'if (0 > 1)' },
    ],
    files: hostile,
    cases: 'an enormous tool input',
  },
  {
    group: 'floods',
    name: 'the limit of tool calls',
    patches: [{ file: run, find: 'if (this.#calls > limits.hostCalls || this.#calls - this.#settled > limits.pendingCalls) {', put: 'if (0 > 1) {' }],
    files: hostile,
    cases: 'a flood of tool calls',
    mayTakeTheRunDown: true,
  },
  {
    group: 'floods',
    name: 'the limit of timers',
    patches: [{ file: 'core/sandbox/guest/timers.ts', find: '>= config.timers)', put: '>= 1e12)' }],
    files: hostile,
    cases: 'a flood of timers',
  },
  {
    group: 'ends',
    name: 'a worker is not used again after a kill',
    patches: [{ file: 'core/sandbox/pool.ts', find: 'if (mustDiscard || seat.worker.isGone())', put: 'if (seat.worker.isGone())' }],
    files: hostile,
    cases: 'a gigabyte in pieces|a function that calls itself|console in a loop',
    least: 2,
  },
  {
    group: 'ways out',
    name: 'the host object is not reachable',
    patches: [{ file: 'core/sandbox/guest/bootstrap.ts', find: 'const config = JSON.parse(configJson);', put: 'const config = JSON.parse(configJson); globalThis.host = host;' }],
    files: escapes,
    cases: 'leads to nothing of the host',
    least: 30,
    showsSurvivors: true,
  },
  {
    group: 'replaced',
    name: 'JSON is captured before the code runs',
    patches: [{ file: 'core/sandbox/guest/primordials.ts', find: 'const stringify = JSON.stringify, parse = JSON.parse;', put: 'const stringify = (value) => JSON.stringify(value), parse = (text) => JSON.parse(text);' }],
    files: escapes,
    cases: 'JSON.stringify replaced|JSON.parse replaced',
    least: 2,
  },
  {
    group: 'replaced',
    name: 'methods are captured before the code runs',
    patches: [
      { file: 'core/sandbox/guest/primordials.ts', find: 'const apply = Reflect.apply,', put: 'const apply = (f, self, list) => f.apply(self, list),' },
      { file: 'core/sandbox/guest/primordials.ts', find: 'const mapGet = Map.prototype.get, mapSet = Map.prototype.set,', put: 'const mapGet = function (key) { return this.get(key); }, mapSet = function (key, value) { return this.set(key, value); },' },
    ],
    files: escapes,
    cases: 'Map.prototype.get replaced|Map.prototype.set replaced|Function.prototype.call replaced',
    least: 3,
  },
  {
    group: 'crossing',
    name: 'keys that poison are removed',
    patches: [{ file: 'core/sandbox/boundary.ts', find: 'removePoison(value);\n  return { ok: true', put: 'return { ok: true' }],
    files: boundary,
  },
  {
    group: 'crossing',
    name: 'depth is bounded',
    patches: [{ file: 'core/sandbox/boundary.ts', find: 'if (depthOf(json, limits.maxDepth) > limits.maxDepth)', put: 'if (0 > 1)' }],
    files: [...boundary, ...escapes],
    cases: 'dee?p',
    least: 2,
  },
  {
    group: 'crossing',
    name: 'half a surrogate pair is refused',
    patches: [{ file: 'core/sandbox/boundary.ts', find: "if (repaired !== written && limits.loneSurrogates !== 'replace')", put: 'if (0 > 1)' }],
    files: ['test/unit/sandbox/pool-races.test.ts'],
    cases: 'surrogate',
  },
  {
    group: 'crossing',
    name: 'a promise’s state is read natively',
    patches: [{ file: engine, find: 'if (this.#adopted) return this.#serialize(script.value);', put: 'return this.#serialize(script.value);' }],
    files: escapes,
    cases: 'thenable',
    least: 2,
  },
  {
    group: 'paths',
    name: 'a link that leads out is refused',
    patches: [{ file: 'core/sandbox/folder-parent.ts', find: "if (inside === '..' ||", put: 'if (0 > 1 &&' }],
    files: folders,
  },
  {
    group: 'paths',
    name: 'a file that is a link is not opened',
    patches: [
      { file: 'core/sandbox/folder-file.ts', find: 'if (status.isSymbolicLink())', put: 'if (0 > 1)' },
      { file: 'core/sandbox/folder-file.ts', find: 'const noFollow = constants.O_NOFOLLOW ?? 0;', put: 'const noFollow = 0;' },
      { file: 'core/sandbox/folder-file.ts', find: 'return await lstat(parent.at(name));', put: "return await (await import('node:fs/promises')).stat(parent.at(name));" },
    ],
    files: folders,
    cases: 'link',
  },
  {
    group: 'paths',
    name: 'protected paths are refused',
    patches: [{ file: 'core/sandbox/folders.ts', find: 'if (kind && !this.#options.allowedKinds?.includes(kind)) {', put: 'if (0 > 1) {' }],
    files: folders,
    least: 2,
  },
  {
    group: 'paths',
    name: 'Holdfast’s own data is refused',
    patches: [{ file: 'core/sandbox/folders.ts', find: 'if (this.#options.forbidden?.some((folder) => isInside(folder, real))) {', put: 'if (0 > 1) {' }],
    files: folders,
    cases: 'own data',
  },
]; // biome-ignore format: a table
