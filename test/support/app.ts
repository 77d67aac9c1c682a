import type { TestProject } from 'vitest/node';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { readRuntime, runtimeEnv, sandboxArguments } from '../../scripts/lib/runtime.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** What `_electron.launch` needs to open the built app: `args` starts with the app's folder. */
    app: { executablePath: string; args: string[]; cwd: string; env: Record<string, string> };
    /** One for each test file that runs at the same time; empty where all use the one there is. */
    displays: string[];
  }
}

/** The tests run on Electron's own Node; the app that they open must not: ELECTRON_RUN_AS_NODE is left out. */
export default function setup(project: TestProject) {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...process.env, ...runtimeEnv() })) {
    const isOurs = name === 'ELECTRON_RUN_AS_NODE' || name.startsWith('VITEST') || name === 'NODE_ENV';
    if (value !== undefined && !isOurs) env[name] = value;
  }
  project.provide('displays', process.env.HOLDFAST_DISPLAYS?.split(',') ?? []);
  project.provide('app', {
    executablePath: readRuntime().executable,
    args: [inRoot(), ...sandboxArguments()],
    cwd: inRoot(),
    env,
  });
}
