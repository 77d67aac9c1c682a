import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { skip, whyMissing } from './support/skip.ts';
import { readBack, runWriter, type WriterOptions } from './support/writer.ts';

// `npm run --silent drill -- eio --node --steps 500 --json`: every 50th write and flush reports an error (libfiu). Nothing acknowledged may be lost, and
// a commit that failed and is in the file nevertheless must not be made twice.

const [flag, argument] = process.argv.slice(2);
if (flag === '--writer') {
  const options: WriterOptions = JSON.parse(argument ?? '{}');
  process.stdout.write(`${JSON.stringify(await runWriter(options))}\n`);
  process.exit(0);
}
// libfiu's preload library brings Electron to a halt before its first line
const isElectron = process.versions.electron !== undefined;
const why = isElectron ? 'libfiu cannot be used under Electron: add --node' : whyMissing(['fiu-run']);
if (why !== null) skip('eio', why);
else process.exitCode = await drill();

async function drill(): Promise<number> {
  const { values } = parseArgs({
    options: {
      steps: { type: 'string', default: '500' },
      probability: { type: 'string', default: '0.02' },
      json: { type: 'boolean' },
    },
  });
  const startedAt = performance.now();
  const root = mkdtempSync(join(tmpdir(), 'holdfast-eio-'));
  try {
    const options: WriterOptions = {
      dataDir: join(root, 'data'),
      acks: join(root, 'acks'),
      steps: Number(values.steps),
      isNormal: false,
    };
    const faults = ['posix/io/sync/fsync', 'posix/io/sync/fdatasync', 'posix/io/rw/pwrite'];
    const { errors, lives } = await writeUnder(faults, Number(values.probability), options);
    const lines = readFileSync(options.acks, 'utf8').split('\n').slice(0, -1);
    const reading = await readBack(options.dataDir, lines);
    // without a single error the drill would have shown nothing
    const isWell = errors > 0 && reading.lost === 0 && reading.broken === 0;
    const ms = Math.round(performance.now() - startedAt);
    process.stdout.write(`${JSON.stringify({ drill: 'eio', ok: isWell, errors, lives, ...reading, ms })}\n`);
    return isWell ? 0 : 1;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** A writer that could not even open the folder begins anew; what was acknowledged before stays acknowledged. */
async function writeUnder(faults: readonly string[], probability: number, options: WriterOptions) {
  let lives = 0;
  for (;;) {
    lives += 1;
    const output = await runUnder(faults, probability, options);
    if (output !== null) return { errors: JSON.parse(output).errors as number, lives };
    if (lives >= 60) throw new Error('the writer never came to its end');
  }
}

function runUnder(
  faults: readonly string[],
  probability: number,
  options: WriterOptions,
): Promise<string | null> {
  const enable = faults.flatMap((name) => ['-c', `enable_random name=${name},probability=${probability}`]);
  const command = [process.execPath, fileURLToPath(import.meta.url), '--writer', JSON.stringify(options)];
  return new Promise((resolve, reject) => {
    const child = spawn('fiu-run', ['-x', ...enable, ...command], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0 ? output : null));
  });
}
