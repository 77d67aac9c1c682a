import { posix } from 'node:path';
import type { SandboxLanguage } from './messages.ts';
import { compileModules, type NamedModules } from './module-compiler.ts';
import { namesModules } from './module-names.ts';
import { loadPackageSource } from './package-sources.ts';
import { describePackages } from './packages.ts';

/** A module as the guest's runtime runs it. */
export interface LinkedModule {
  /** A package's name, or a path in /workspace. */
  name: string;
  code: string;
  isJson: boolean;
  /** Why there is none; thrown where it is imported. */
  problem: string | null;
  links: readonly ModuleLink[];
}

/** A name in the code, and the module it leads to. */
export type ModuleLink = readonly [written: string, target: string];

export interface LinkedCode {
  code: string;
  modules: LinkedModule[];
  links: ModuleLink[];
}

/** What the main process answers when it is asked for a module of the workspace. */
export type ModuleAnswer = { path: string; text: string } | { problem: string };

export interface Linker {
  /** The code with everything it names, and what that names; undefined when it names no module or does not parse. */
  linkCode(source: string, language: SandboxLanguage): Promise<LinkedCode | undefined>;
  /** What `import(name)` in `from` (null: the code itself) needs that was not linked yet. */
  linkImport(name: string, from: string | null): Promise<{ target: string; modules: LinkedModule[] }>;
}

const mostModules = 200;
const mostBytes = 4 * 1024 * 1024;
const root = '/workspace';
/** Answered by the guest's runtime itself. */
const builtIns: readonly string[] = ['fs', 'node:fs', 'fs/promises', 'node:fs/promises'];

/**
 * Finds the modules of one run: packages by name, files of the workspace by path, each compiled once. `ask` reads a file of the
 * workspace; it is left out where there is none. `hasFiles`: `fs` is there.
 */
export function createLinker(
  ask: ((path: string) => Promise<ModuleAnswer>) | undefined,
  { hasFiles }: { hasFiles: boolean },
): Linker {
  const known = new Map<string, LinkedModule>();
  const targets = new Map<string, string>();
  let bytes = 0;
  let last: Promise<unknown> = Promise.resolve();

  const refused = (name: string, problem: string): LinkedModule => ({
    name,
    code: '',
    isJson: false,
    problem,
    links: [],
  });

  /** The target of a name; modules that are new with it are put into `fresh`. */
  const resolve = async (written: string, from: string | null, fresh: LinkedModule[]): Promise<string> => {
    const isPath = /^(?:\.{0,2}\/|\.{1,2}$)/.test(written);
    const wanted = isPath ? posix.resolve(from === null ? root : posix.dirname(from), written) : written;
    const before = targets.get(wanted);
    if (before !== undefined) return before;
    const add = (module: LinkedModule) => {
      targets.set(wanted, module.name);
      if (known.has(module.name)) return module.name;
      known.set(module.name, module);
      fresh.push(module);
      return module.name;
    };
    if (known.size >= mostModules)
      return add(
        refused(wanted, `Cannot import '${written}': a run may have ${mostModules} modules, not more.`),
      );
    if (!isPath) return add(await packageModule(written));
    const importer = from ?? 'the code';
    if (!ask || !wanted.startsWith(`${root}/`))
      return add(
        refused(wanted, `Cannot import '${written}' from ${importer}: modules come from /workspace only.`),
      );
    const answer = await ask(wanted);
    if ('problem' in answer)
      return add(
        refused(wanted, `Cannot find module '${written}' imported from ${importer}: ${answer.problem}.`),
      );
    if (known.has(answer.path)) {
      targets.set(wanted, answer.path);
      return answer.path;
    }
    bytes += Buffer.byteLength(answer.text);
    if (bytes > mostBytes)
      return add(
        refused(
          wanted,
          `Cannot import '${written}': the modules of a run may have ${mostBytes} bytes in all.`,
        ),
      );
    return add(await fileModule(answer, fresh));
  };

  const packageModule = async (name: string): Promise<LinkedModule> => {
    const code = await loadPackageSource(name);
    const more = ask ? ' Files of the workspace are imported by path (./lib/x.js).' : '';
    return code === undefined
      ? refused(
          name,
          `Cannot import '${name}'. There are: ${describePackages()}.${more} Nothing can be installed.`,
        )
      : { name, code, isJson: false, problem: null, links: [] };
  };

  const fileModule = async ({ path, text }: { path: string; text: string }, fresh: LinkedModule[]) => {
    if (path.endsWith('.json')) return { name: path, code: text, isJson: true, problem: null, links: [] };
    const compiled = await compileModules(text, path.endsWith('.ts') ? 'typescript' : 'javascript');
    if (!compiled.ok) return refused(path, `${path} does not parse: ${compiled.problem}`);
    // known before what it names is looked up: modules may name each other
    const links: ModuleLink[] = [];
    const module: LinkedModule = { name: path, code: compiled.code, isJson: false, problem: null, links };
    known.set(path, module);
    fresh.push(module);
    links.push(...(await linksOf(compiled, path, fresh)));
    return module;
  };

  const linksOf = async ({ names }: NamedModules, from: string | null, fresh: LinkedModule[]) => {
    const links: ModuleLink[] = [];
    for (const name of names)
      if (!(hasFiles && builtIns.includes(name))) links.push([name, await resolve(name, from, fresh)]);
    return links;
  };

  return {
    async linkCode(source, language) {
      if (!namesModules(source)) return undefined;
      const compiled = await compileModules(source, language);
      // the engine and the type stripper report the position better
      if (!compiled.ok) return undefined;
      const modules: LinkedModule[] = [];
      return { code: compiled.code, modules, links: await linksOf(compiled, null, modules) };
    },
    linkImport(name, from) {
      // one after the other, so that each gives the guest what none before it gave
      const work = async () => {
        const modules: LinkedModule[] = [];
        return { target: await resolve(name, from, modules), modules };
      };
      const mine = last.then(work, work);
      last = mine;
      return mine;
    },
  };
}
