import { join } from 'node:path';
import { importSummarySchema } from '../../../core/api/contract.ts';
import { systemRuntime } from '../../../core/base/index.ts';
import { createApiClient } from '../../../core/cli/client.ts';
import { createHoldfast } from '../../../core/holdfast.ts';
import { environmentKeyPort } from '../../../core/vault/index.ts';
import { conversationOf } from './many.ts';

// A process of its own that imports a conversation until it is killed. One line whenever it got on: how far it is.
const [dataDir = '', workers = ''] = process.argv.slice(2);
const runtime = systemRuntime();
const holdfast = await createHoldfast({
  dataDir,
  workers: { data: join(workers, 'holdfast.worker.js'), sandbox: join(workers, 'sandbox.worker.js') },
  host: null,
  keyPort: environmentKeyPort({ env: {}, random: runtime.random }),
  runtime,
  version: '0.0.0-test',
  embedderDir: null,
});
const client = createApiClient((request) => holdfast.fetch(request, { kind: 'in_process' }));
const { id } = await client.call('beginImport', { body: {} });
const parameters = { id };
const bytes = async function* () {
  yield Buffer.from(JSON.stringify([conversationOf(900)]));
};
await client.send(`/palace/imports/${id}/files?path=many.json`, bytes(), importSummarySchema);
holdfast.onChange(({ topic }) => {
  if (topic !== 'imports') return;
  void client.call('getImport', { parameters }).then(async ({ state, progress }) => {
    if (state === 'taking' && (progress?.done ?? 0) > 0) process.stdout.write(`taking ${progress?.done}\n`);
    if (state === 'review') await client.call('takeImport', { parameters }).catch(() => {});
    if (state !== 'taken') return;
    await holdfast.close();
    process.exit(0);
  });
});
await client.call('readImport', { parameters });
