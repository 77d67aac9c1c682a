import { systemRuntime } from '../../../../core/base/index.ts';
import { openLocalData } from '../../../../core/db/local.ts';
import { createWorkspaces } from '../../../../core/sandbox/index.ts';
import { commands, queries } from '../../../../core/sandbox/worker.ts';
import { addSession, bytesOf } from './fixtures.ts';

// A process of its own that writes, replaces and removes large files until it is killed. One line for each file that is there for sure.
const [dataDir = '', seedText = '0'] = process.argv.slice(2);
const data = openLocalData({
  dataDir,
  rooms: { sandbox: { commands, queries }, setup: { commands: { addSession }, queries: {} } },
  runtime: systemRuntime(),
});
await data.command('setup.addSession', 'one');
const files = createWorkspaces(data).open('one', 'write');
for (let step = 0; ; step += 1) {
  const seed = Number(seedText) + step;
  const name = `f${step % 4}`;
  await files.writeFile(name, bytesOf(150_000 + (seed % 7) * 90_001, seed));
  process.stdout.write(`${name} ${seed}\n`);
  if (step % 5 === 4) {
    const gone = `f${(step + 1) % 4}`;
    process.stdout.write(`${gone} removing\n`);
    await files.remove(gone);
    process.stdout.write(`${gone} removed\n`);
  }
}
