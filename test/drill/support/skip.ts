import { spawnSync } from 'node:child_process';

/** Why a drill that mounts file systems cannot run here; null when it can. */
export function whyNotRoot(): string | null {
  if (process.platform !== 'linux') return 'it mounts file systems, which is done on Linux only';
  return process.getuid?.() === 0 ? null : 'it mounts file systems and needs root';
}

/** Why a drill cannot run here: a program is missing; null when all are there. */
export function whyMissing(programs: readonly string[]): string | null {
  const missing = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  return missing.length === 0 ? null : `not installed: ${missing.join(', ')}`;
}

/** Says that a drill was skipped, and why. A skipped drill has shown nothing and is no success: exit code 3. */
export function skip(drill: string, why: string): void {
  process.stdout.write(`${JSON.stringify({ drill, skipped: why })}\n`);
  process.exitCode = 3;
}
