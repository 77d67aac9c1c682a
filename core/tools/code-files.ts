import { HoldfastError } from '../base/index.ts';
import { createRunFiles, type RunFiles, type RunResult } from '../sandbox/index.ts';
import type { Tool, ToolContext } from './contract.ts';
import type { ToolParts } from './ports.ts';
import { count } from './wording.ts';

/** How many files the details of a result name. */
const mostNamed = 50;

/** The files of one run. An agent whose definition switches reading or writing off has neither here. */
export function filesOf(parts: ToolParts, nested: readonly Tool[], context: ToolContext): RunFiles {
  const has = (...names: string[]) => nested.some((tool) => names.includes(tool.name));
  return createRunFiles({
    mounts: () => parts.mounts({ sessionId: context.sessionId, writtenBy: 'run_code' }),
    beforeLanding: () => context.commitCalls?.(),
    canRead: has('read', 'bash'),
    canWrite: has('write', 'bash'),
    now: () => parts.clock.now(),
  });
}

/** What became of the files that code wrote. */
export interface KeptFiles {
  /** For the model; empty where everything is as the code would expect. */
  note: string;
  /** The code ended well and its files could not be kept. */
  isLost: boolean;
  details: Record<string, unknown>;
}

/**
 * Ends the files of a run. Code that ended by itself, also by an error, keeps what it wrote, as a command of the shell does with any
 * exit code; of code that was killed or stopped only what had landed before a call of a tool is there.
 */
export async function keepFiles(files: RunFiles, result: RunResult): Promise<KeptFiles> {
  const isKept = result.ok || result.reason === 'error';
  let lost = '';
  try {
    await files.end(isKept);
  } catch (caught) {
    if (!(caught instanceof HoldfastError)) throw caught;
    lost = `What the code wrote since its last call of a tool could not be kept: ${caught.message}.`;
  }
  const { read, written, removed } = files.summary();
  const changed = written.length + removed.length;
  const landed = changed === 0 ? 'Nothing it wrote was kept' : `${count(changed, 'changed file')} had landed`;
  const note = isKept || files.isUntouched() ? '' : `${landed}.`;
  return {
    note: [note, lost].filter((text) => text !== '').join(' '),
    isLost: lost !== '',
    details: {
      ...(read === 0 ? {} : { files_read: read }),
      ...(changed === 0
        ? {}
        : {
            files_written: written.length,
            files_removed: removed.length,
            written: written.slice(0, mostNamed),
            removed: removed.slice(0, mostNamed),
          }),
    },
  };
}
