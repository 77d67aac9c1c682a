import { z } from 'zod';
import { systemRuntime } from '../../../core/base/index.ts';
import type { NewEvent } from '../../../core/events/index.ts';
import { createHoldfast } from '../../../core/holdfast.ts';
import { demoScript } from '../../../core/model/index.ts';
import { environmentKeyPort } from '../../../core/vault/index.ts';
import { inRoot } from '../../../scripts/lib/paths.mjs';

/** A data folder with one session of these events, written through the core's own log, a batch an append; gives the session's id. */
export async function seedSession(
  dataDir: string,
  title: string,
  batches: Iterable<readonly NewEvent[]>,
): Promise<string> {
  const runtime = systemRuntime();
  const worker = (name: string) => inRoot('out', 'main', `${name}.worker.js`);
  const holdfast = await createHoldfast({
    dataDir,
    workers: { data: worker('holdfast'), sandbox: worker('sandbox') },
    host: null,
    keyPort: environmentKeyPort({ env: {}, random: runtime.random }),
    runtime,
    version: '0.0.0-test',
    model: { provider: 'rehearsal', script: demoScript() },
  });
  const created = await holdfast.fetch(
    new Request('http://holdfast/holdfast/v1/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title }),
    }),
    { kind: 'in_process' },
  );
  const { id } = z.object({ id: z.string() }).parse(await created.json());
  for (const events of batches) await holdfast.log.append({ sessionId: id, events });
  await holdfast.close();
  return id;
}
