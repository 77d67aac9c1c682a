import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type ChildLine, type ChildOptions, childLine } from './protocol.ts';

export interface LifeInput {
  /** The bundled drill; `--child` makes it a child. */
  program: string;
  options: ChildOptions;
  /** Kills this long after the start, or after the house is open, a child that has not ended by itself; null: never. */
  kill: { after: 'start' | 'ready'; ms: number } | null;
  /** Gives up on a child that says nothing more for this long. */
  silenceMs: number;
}

export interface LifeEnd {
  lines: ChildLine[];
  /** `point` when it killed itself there, `random` when it was killed from outside, `rest` when it came to its end. */
  end: 'point' | 'random' | 'rest' | 'silent' | 'failed';
  readyMs: number | null;
  errors: string;
}

/** Lets one child live and die. Everything it wrote before its death is in `lines`. */
export function live({ program, options, kill: plan, silenceMs }: LifeInput): Promise<LifeEnd> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, [program, '--child', JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    const lines: ChildLine[] = [];
    let errors = '';
    let readyMs: number | null = null;
    let end: LifeEnd['end'] | null = null;
    const kill = (why: LifeEnd['end']) => {
      end ??= why;
      child.kill('SIGKILL');
    };
    let killer: NodeJS.Timeout | null = null;
    const killLater = () => {
      if (plan !== null) killer = setTimeout(() => kill('random'), plan.ms);
    };
    if (plan?.after === 'start') killLater();
    let silence = setTimeout(() => kill('silent'), silenceMs);
    createInterface({ input: child.stdout }).on('line', (text) => {
      clearTimeout(silence);
      silence = setTimeout(() => kill('silent'), silenceMs);
      const line = parseLine(text);
      if (line === null) return;
      lines.push(line);
      if (line[0] === 'ready') {
        readyMs = performance.now() - startedAt;
        if (plan?.after === 'ready') killLater();
      }
      if (line[0] === 'killed') end ??= 'point';
      if (line[0] === 'rest') end ??= 'rest';
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-4000);
    });
    child.on('close', () => {
      clearTimeout(silence);
      if (killer) clearTimeout(killer);
      resolve({ lines, end: end ?? 'failed', readyMs, errors });
    });
  });
}

// a kill can cut a line in two
function parseLine(text: string): ChildLine | null {
  try {
    const parsed = childLine.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
