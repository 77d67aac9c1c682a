/** Why a drill that mounts file systems cannot run here; null when it can. */
export function whyNotRoot(): string | null {
  if (process.platform !== 'linux') return 'it mounts file systems, which is done on Linux only';
  return process.getuid?.() === 0 ? null : 'it mounts file systems and needs root';
}

/** Says that a drill was skipped, and why. A skipped drill has shown nothing and is no success: exit code 3. */
export function skip(drill: string, why: string): void {
  process.stdout.write(`${JSON.stringify({ drill, skipped: why })}\n`);
  process.exitCode = 3;
}
