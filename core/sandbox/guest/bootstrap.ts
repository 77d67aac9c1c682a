import { bridgeSource } from './bridge.ts';
import { consoleSource } from './console.ts';
import { modulesSource } from './modules.ts';
import { primordialsSource } from './primordials.ts';
import { timersSource } from './timers.ts';
import { webSource } from './web.ts';

/** File name of the guest's own runtime in stack traces; such frames are not shown. */
export const bootstrapFileName = '<holdfast>';

/** What the guest's runtime is told of its run. */
export interface GuestConfig {
  tools: string[];
  messageBytes: number;
  resultBytes: number;
  outputBytes: number;
  timers: number;
  /** Text of each package that the code names. */
  packages: Record<string, string>;
  /** What could be named, in words. */
  packageList: string;
}

/**
 * Source of a function expression `(host, configJson) => {settle, fire, adopt, serialize, describe}`. `host` has the functions
 * `call(id, name, json)`, `print(stream, json)`, `setTimer(id, ms)` and `clearTimer(id)`.
 */
export const bootstrapSource = `(function (host, configJson) {
'use strict';
const config = JSON.parse(configJson);
${primordialsSource}
${consoleSource}
${timersSource}
${webSource}
${modulesSource}
${bridgeSource}
})`;
