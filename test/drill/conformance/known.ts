/** One case of test262-parser-tests. */
export interface Case {
  folder: 'pass' | 'pass-explicit' | 'fail' | 'early';
  name: string;
  source: string;
  isModule: boolean;
  engine: 'quickjs-emscripten' | 'quickjs-wasi';
}

const known: readonly { engine: Case['engine']; source: RegExp; why: string }[] = [
  {
    engine: 'quickjs-emscripten',
    source: /^(?:\w+: ){2,}while \(true\) \{ continue a; \}/,
    why: 'continue with the outer one of several labels of the same loop is refused',
  },
  {
    engine: 'quickjs-emscripten',
    source: /^01\.a/,
    why: 'a property of an octal number of the old form is refused',
  },
];

/** Why a case is known to fail; undefined when it is not. */
export function whyKnown(one: Case): string | undefined {
  return known.find(({ engine, source }) => engine === one.engine && source.test(one.source))?.why;
}
