import type { LinkedModule, ModuleLink } from '../module-linker.ts';
import { bridgeSource, runtimeFunctions } from './bridge.ts';
import { chanceSource } from './chance.ts';
import { consoleSource } from './console.ts';
import { fileSystemSource } from './file-system.ts';
import { lazyWebSource } from './lazy-web.ts';
import { modulesSource } from './modules.ts';
import { primordialsSource } from './primordials.ts';
import { timersSource } from './timers.ts';
import { webSource } from './web.ts';

/** File name of the guest's own runtime in stack traces; such frames are not shown. */
export const bootstrapFileName = '<holdfast>';

/** What the guest's runtime is told of its run. */
export interface GuestConfig {
  tools: string[];
  canDescribe: boolean;
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
 * Source of a function expression `(host, configJson) => {settle, fire, adopt, serialize, describe}`. `host` has the functions
 * `call(id, name, json)`, `print(stream, json)`, `setTimer(id, ms)`, `clearTimer(id)` and `now()`. Most code imports nothing, and a context is
 * made anew for every run: modules and files are parsed only where they are asked for.
 */
export function bootstrapSource({
  hasModules,
  hasFiles,
}: {
  hasModules: boolean;
  hasFiles: boolean;
}): string {
  return `(function (host, configJson) {
'use strict';
const config = JSON.parse(configJson);
${primordialsSource}
${chanceSource}
${consoleSource}
${timersSource}
${hasModules ? webSource : lazyWebSource}
${bridgeSource}
${hasModules ? modulesSource : ''}
${hasModules && hasFiles ? fileSystemSource : ''}
${runtimeFunctions}
})`;
}
