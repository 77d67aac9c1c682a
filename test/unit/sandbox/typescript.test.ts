import { describe, expect, it } from 'vitest';
import { openPool, runCode, runForValue } from './support.ts';

describe('TypeScript', () => {
  const pool = openPool();
  const input = { language: 'typescript' } as const;

  it.each([
    ['types', 'const a: number = 1; type B = { c: string }; (a as number) + 1', 2],
    ['a return', 'interface A { n: number }\nconst a: A = { n: 3 };\nreturn a.n satisfies number', 3],
    [
      'generics and top-level await',
      'const id = async <T,>(value: T): Promise<T> => value;\nawait id<string>("x")',
      'x',
    ],
    ['an enum', 'enum Color { Red, Green }\nColor[1]', 'Green'],
    ['an enum and a return', 'enum Color { Red = "r" }\nreturn Color.Red', 'r'],
    [
      'parameter properties',
      'class A { constructor(private readonly n: number) {} get() { return this.n } }\nnew A(4).get()',
      4,
    ],
    ['an old style assertion', 'const a = <any>5; a', 5],
    ['a type import', 'import type { A } from "b";\n7', 7],
    ['plain JavaScript', '[1, 2].map((n) => n + 1)', [2, 3]],
  ])('%s', async (_, code, expected) => {
    expect(await runForValue(pool, code, input)).toEqual(expected);
  });

  it.each([
    ['const a: number = 1;\nlet q: = 3', 2, 8],
    ['return 1;\nlet q: = 3', 2, 8],
    ['const x = 1;\n\nfunction f( {', 3, undefined],
  ])('a syntax error has the position in the code: %j', async (code, line, column) => {
    const result = await runCode(pool, code, input);
    expect(result).toMatchObject({ ok: false, reason: 'syntax', line, ...(column ? { column } : {}) });
  });

  it('a namespace is refused, not dropped', async () => {
    expect(await runCode(pool, 'namespace N { export const a = 1 }\n1', input)).toMatchObject({
      ok: false,
      reason: 'syntax',
      message: expect.stringContaining('namespace'),
    });
  });

  it('a runtime error keeps line and column of the typed code', async () => {
    const result = await runCode(
      pool,
      'const name: string = "a";\nconst n: number = (null as any).x;',
      input,
    );
    expect(!result.ok && result.stack).toMatch(/run\.ts:2:3[0-9]/);
  });

  it('R8 source that is deep or huge does not hang or break the stripper', async () => {
    const deep = await runCode(pool, `const a: number = ${'('.repeat(50_000)}1${')'.repeat(50_000)}`, {
      ...input,
      limits: { timeMs: 2000 },
    });
    expect(deep.ok ? 'ok' : deep.reason).toMatch(/stack|syntax|timeout/);
    expect(deep.stats.guestMs).toBeLessThan(2100);
    expect(await runForValue(pool, '1 as number', input)).toBe(1);
  });
});
