import { bootstrapSource } from './guest/bootstrap.ts';
import type { LinkedRun } from './guest-run.ts';
import type { RunRequest } from './messages.ts';
import { createLinker, type ModuleAnswer } from './module-linker.ts';

/** Finds what the code of a run imports, and the guest's runtime that gives it; undefined for code that names no module. */
export async function linkRun(
  request: RunRequest,
  ask: (path: string) => Promise<ModuleAnswer>,
): Promise<{ run: LinkedRun; code: string } | undefined> {
  const { hasFiles } = request;
  const linker = createLinker(hasFiles ? ask : undefined, { hasFiles });
  const linked = await linker.linkCode(request.code, request.language);
  if (!linked) return undefined;
  const { code, modules, links } = linked;
  return {
    code,
    run: { modules, links, linker, runtimeSource: bootstrapSource({ hasModules: true, hasFiles }) },
  };
}
