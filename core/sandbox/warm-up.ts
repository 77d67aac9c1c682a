import type { Engine } from './engine.ts';
import { noHost } from './engines/machine.ts';
import type { GuestConfig } from './guest/bootstrap.ts';

/** An empty run: the first one pays for all that is compiled when it is first used. */
export function warmUp(engine: Engine): void {
  const realm = engine.openRealm({
    host: noHost,
    configJson: JSON.stringify(emptyConfig),
    stackBytes: 256 * 1024,
    runtimeSource: undefined,
  });
  realm.start('[1].map((one) => one + 1).join()', 'empty.js');
  for (let turn = 0; turn < 10 && realm.hasJobs(); turn += 1) realm.runJobs(10);
  realm.outcome();
  realm.close();
  engine.prepare();
}

const emptyConfig: GuestConfig = {
  tools: ['none'],
  canDescribe: false,
  canFetch: false,
  environment: null,
  messageBytes: 1,
  resultBytes: 1000,
  outputBytes: 1,
  timers: 1,
  seed: [1, 2, 3, 4],
  modules: null,
  links: [],
};
