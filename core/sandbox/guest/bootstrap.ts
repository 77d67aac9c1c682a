import type { LinkedModule, ModuleLink } from '../module-linker.ts';
import { bridgeSource, runtimeFunctions } from './bridge.ts';
import { chanceSource } from './chance.ts';
import { consoleSource } from './console.ts';
import { fetchSource } from './fetch.ts';
import { fileSystemSource } from './file-system.ts';
import { lazyWebSource } from './lazy-web.ts';
import { modulesSource, noModulesSource } from './modules.ts';
import { primordialsSource } from './primordials.ts';
import { timersSource } from './timers.ts';
import { webSource } from './web.ts';

/** What the guest's runtime is told of its run. */
export interface GuestConfig {
  tools: string[];
  canDescribe: boolean;
  /** Requests go to the host; without it `fetch` says that there is no network. */
  canFetch: boolean;
  /** `process.env`; null: there is no `process`. */
  environment: Readonly<Record<string, string>> | null;
  messageBytes: number;
  resultBytes: number;
  outputBytes: number;
  timers: number;
  /** Four words of 32 bits for `Math.random`. */
  seed: readonly number[];
  /** What the code imports; null for code that names no module. */
  modules: readonly LinkedModule[] | null;
  /** What the names in the code lead to. */
  links: readonly ModuleLink[];
}

/**
 * Source of a function expression `(call, print, setTimer, clearTimer, now) => {begin, settle, fire, adopt, serialize, describe}`: the host's functions
 * `call(id, name, json)`, `print(stream, json)`, `setTimer(id, ms)`, `clearTimer(id)` and `now()`. It is run before there is a run, and told of one by
 * `begin(configJson)`. Most code imports nothing: modules and files are parsed only where they are asked for.
 */
export function bootstrapSource({
  hasModules,
  hasFiles,
}: {
  hasModules: boolean;
  hasFiles: boolean;
}): string {
  return `(function () {
'use strict';
const host = { __proto__: null, call: arguments[0], print: arguments[1], setTimer: arguments[2], clearTimer: arguments[3], now: arguments[4] };
let config = null;
${primordialsSource}
${chanceSource}
${consoleSource}
${timersSource}
${hasModules ? webSource + fetchSource : lazyWebSource}
${bridgeSource}
${hasModules ? modulesSource : noModulesSource}
${hasModules && hasFiles ? fileSystemSource : ''}
${runtimeFunctions}
})`;
}
