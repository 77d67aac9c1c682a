import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// every flush takes SLOW_FSYNC_US longer, as on a disk that is slower than this machine's
const source = `#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>
static void wait_longer(void) {
  const char *us = getenv("SLOW_FSYNC_US");
  if (us) usleep((useconds_t)atoi(us));
}
int fsync(int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  wait_longer();
  return real(fd);
}
int fdatasync(int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  wait_longer();
  return real(fd);
}
`;

/**
 * Builds the shim; gives the environment that makes flushes slower by `addedMs` and a way to remove it, or why it cannot be had.
 * Its folder is its own: LD_PRELOAD takes no path with a space in it.
 */
export function slowFsync(
  addedMs: number,
): { env: Record<string, string>; remove(): void } | { missing: string } {
  if (process.platform !== 'linux')
    return { missing: 'flushes are made slower by LD_PRELOAD, which is of Linux' };
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-shim-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const [file, library] = [join(folder, 'slow-fsync.c'), join(folder, 'slow-fsync.so')];
  writeFileSync(file, source);
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, file, '-ldl'], {
    encoding: 'utf8',
  });
  if (built.status === 0)
    return { env: { LD_PRELOAD: library, SLOW_FSYNC_US: String(addedMs * 1000) }, remove };
  remove();
  return { missing: `there is no C compiler here (${built.error?.message ?? built.stderr})` };
}
