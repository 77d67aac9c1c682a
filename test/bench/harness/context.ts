import { type ChildOptions, runInChild, startChild } from './children.ts';
import type { Row } from './table.ts';

/** What rows are measured with. */
export interface Bench {
  isQuick: boolean;
  /** Repetitions, each of all that a row compares, in turn. */
  rounds: number;
  /** Address of the model server, which runs in a process of its own. */
  modelUrl: string;
  /** What the server saw of a profile since it was asked last. */
  seen(profile: string): Promise<{ gaps: number[]; firstBody: string | null }>;
  run<T>(job: string, input: unknown, options?: ChildOptions): Promise<T>;
  note(text: string): void;
}

/** A part of the table: what `--only` chooses by. */
export interface Part {
  name: string;
  measure(bench: Bench): Promise<Row[]>;
}

/** Starts the model server for as long as `work` takes. */
export async function withBench<T>(isQuick: boolean, work: (bench: Bench) => Promise<T>): Promise<T> {
  const server = startChild('serveModel', {});
  try {
    const said = await server.line((line) => typeof line === 'object' && line !== null && 'url' in line);
    const { url: modelUrl } = said as { url: string };
    return await work({
      isQuick,
      rounds: isQuick ? 1 : 3,
      modelUrl,
      run: runInChild,
      note: (text) => console.error(text),
      async seen(profile) {
        const response = await fetch(`${modelUrl}/stats/${profile}`);
        return (await response.json()) as { gaps: number[]; firstBody: string | null };
      },
    });
  } finally {
    server.kill('SIGKILL');
    await server.ended;
  }
}
