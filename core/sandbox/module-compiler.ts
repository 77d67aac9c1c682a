import type { SandboxLanguage } from './messages.ts';

/** Code that imports by calls of `require` and `$import`, and the names it writes out there. */
export interface NamedModules {
  code: string;
  names: string[];
}

// what the compiler makes of import(x); as many brackets are opened in its place
const dynamicImport = 'Promise.resolve().then(() => _interopRequireWildcard(require(';
const writtenNames = /(?:\brequire|\$import)\(\s*(?:'((?:[^'\\\n]){1,1024})'|"((?:[^"\\\n]){1,1024})")/g;

/**
 * Turns import and export into calls that the guest's own loader answers, every line staying where it is. The compiler is slow to load
 * and comes with the first import.
 */
export async function compileModules(
  source: string,
  language: SandboxLanguage,
): Promise<({ ok: true } & NamedModules) | { ok: false; problem: string }> {
  const { transform } = await import('sucrase');
  const isTypeScript = language === 'typescript';
  try {
    const compiled = transform(source, {
      transforms: isTypeScript ? ['typescript', 'imports'] : ['imports'],
      disableESTransforms: true,
      keepUnusedImports: !isTypeScript,
    });
    const code = compiled.code.replaceAll(dynamicImport, '(($import(');
    const names = [...code.matchAll(writtenNames)].map(([, single, double]) => single ?? double ?? '');
    return { ok: true, code, names: [...new Set(names)] };
  } catch (caught) {
    const message = caught instanceof Error ? caught.message : String(caught);
    return { ok: false, problem: message.split('\n', 1)[0]?.slice(0, 500) ?? '' };
  }
}
