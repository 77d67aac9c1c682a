import type { SandboxLanguage } from './messages.ts';
import { loadPackageSource } from './package-sources.ts';

/** Code that imports by calls of `require` and `$import`, and the text of the packages it names. */
export interface LinkedCode {
  code: string;
  packages: Record<string, string>;
}

// what the compiler makes of import(x); as many brackets are opened in its place
const dynamicImport = 'Promise.resolve().then(() => _interopRequireWildcard(require(';

/**
 * Turns import and export into calls that the guest's own loader answers, every line staying where it is; undefined when the code
 * names no module or does not parse (whoever runs it says where). The compiler is slow to load and comes with the first import.
 */
export async function linkPackages(
  source: string,
  language: SandboxLanguage,
): Promise<LinkedCode | undefined> {
  if (!/\b(?:import|require)\b|^\s*export\b/m.test(source)) return undefined;
  const { transform } = await import('sucrase');
  const isTypeScript = language === 'typescript';
  let code: string;
  try {
    const compiled = transform(source, {
      transforms: isTypeScript ? ['typescript', 'imports'] : ['imports'],
      disableESTransforms: true,
      keepUnusedImports: !isTypeScript,
    });
    code = compiled.code.replaceAll(dynamicImport, '(($import(');
  } catch {
    // the engine and the type stripper report the position better
    return undefined;
  }
  const packages: Record<string, string> = {};
  for (const [, , name] of code.matchAll(/(?:\brequire|\$import)\(\s*(['"])([\w@/.:-]{1,200})\1/g)) {
    const text = name === undefined ? undefined : await loadPackageSource(name);
    if (name !== undefined && text !== undefined) packages[name] = text;
  }
  return { code, packages };
}
