import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { HoldfastError, systemRuntime } from './base/index.ts';
import { createSelfTest, selfTestContext, selfTestTools } from './evals/index.ts';
import { createHoldfast } from './holdfast.ts';
import { environmentKeyPort, vaultInside } from './vault/index.ts';

// The self-test, in a thread of its own: a whole house on a folder that is thrown away, with the vault inside and no network.
const { folder, workers, version } = z
  .object({
    folder: z.string(),
    workers: z.object({ data: z.string(), sandbox: z.string() }),
    version: z.string(),
  })
  .parse(workerData);

const runtime = systemRuntime();
const props = selfTestTools();
const dataDir = join(folder, 'profile');
const holdfast = await createHoldfast({
  dataDir,
  workers,
  host: null,
  keyPort: environmentKeyPort({ env: {}, random: runtime.random }),
  launchVault: vaultInside(runtime),
  runtime,
  version,
  model: { provider: 'given', model: props.model },
  context: selfTestContext,
  extraTools: props.tools,
});

async function ask(path: string, init?: RequestInit): Promise<unknown> {
  const request = new Request(`http://holdfast/holdfast/v1${path}`, init);
  const response = await holdfast.fetch(request, { kind: 'in_process' });
  const answer: unknown = await response.json();
  if (!response.ok)
    throw new HoldfastError('internal', `${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

const post = (path: string, body: unknown) =>
  ask(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

const test = createSelfTest(
  {
    dataDir,
    folder: join(folder, 'scenes'),
    get: ask,
    post,
    follow: holdfast.log.follow,
    events: async (sessionId) => (await holdfast.log.read({ sessionId })).map(({ event }) => event),
  },
  props,
);
let done = 0;
try {
  const findings = await test.run((current) => {
    parentPort?.postMessage({ kind: 'progress', done, total: test.total, current });
    done += 1;
  });
  parentPort?.postMessage({ kind: 'findings', findings });
} finally {
  await holdfast.close();
}
