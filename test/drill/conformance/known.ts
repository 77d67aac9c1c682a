/** One case of test262-parser-tests. */
export interface Case {
  folder: 'pass' | 'pass-explicit' | 'fail' | 'early';
  name: string;
  source: string;
  isModule: boolean;
  engine: 'quickjs-emscripten' | 'quickjs-wasi';
}

/** Why a case is known to fail; undefined when it is not. */
export function whyKnown(_one: Case): string | undefined {
  return undefined;
}
