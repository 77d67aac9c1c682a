import { hostStackOverflow } from './guest-outcome.ts';
import type { GuestOutcome } from './messages.ts';

export type StripResult = { ok: true; code: string } | { ok: false; outcome: GuestOutcome };

/** Turns TypeScript into JavaScript. Slow to load (about 30 ms), so it is loaded with the first TypeScript run. */
export interface TypeStripper {
  strip(source: string): StripResult;
}

const returnIsRefused = 'Return statement is not allowed here';
// Only erased types keep every position. These constructs make code, so sucrase writes it; it keeps the lines.
const makesCode =
  /TypeScript (enum|parameter property)|angle-bracket syntax|import-equals|import =|export =/i;
const wrapStart = 'async()=>{';
const wrapEnd = '\n}';

/** Loads the two compilers. */
export async function loadTypeStripper(): Promise<TypeStripper> {
  const [{ transformSync }, { transform }] = await Promise.all([import('amaro'), import('sucrase')]);
  const erase = (source: string) => transformSync(source, { mode: 'strip-only' }).code;
  const eraseInFunction = (source: string) =>
    erase(`${wrapStart}${source}${wrapEnd}`).slice(wrapStart.length, -wrapEnd.length);

  return {
    strip(source) {
      const plain = attempt(() => erase(source));
      if (plain.ok) return plain;
      const wrapped = plain.message.includes(returnIsRefused)
        ? attempt(() => eraseInFunction(source))
        : plain;
      if (wrapped.ok) return wrapped;
      if (!makesCode.test(wrapped.message))
        return syntaxError(wrapped.message, wrapped === plain ? 0 : wrapStart.length);
      const rewritten = attempt(
        () => transform(source, { transforms: ['typescript'], disableESTransforms: true }).code,
      );
      return rewritten.ok ? rewritten : syntaxError(rewritten.message, 0);
    },
  };
}

type Attempt = { ok: true; code: string } | { ok: false; message: string };

function attempt(compile: () => string): Attempt {
  try {
    return { ok: true, code: compile() };
  } catch (caught) {
    if (typeof caught === 'string') return { ok: false, message: caught };
    if (caught instanceof Error && 'loc' in caught) return { ok: false, message: caught.message };
    // amaro reports by strings, sucrase by errors with a position: anything else is a compiler that broke on depth
    throw new RangeError(hostStackOverflow, { cause: caught });
  }
}

function syntaxError(report: string, firstLineShift: number): StripResult {
  const summary =
    report
      .split('\n')
      .map((line) => line.trim())
      .find((line) => line !== '') ?? 'the code does not parse';
  const position = positionInReport(report);
  const message = `SyntaxError: ${summary.replace(/^[x×]\s+/, '').replace(/\s*\(\d+:\d+\)$/, '')}`;
  if (!position) return { ok: false, outcome: { ok: false, reason: 'syntax', message } };
  const line = position.line;
  const column = line === 1 ? Math.max(1, position.column - firstLineShift) : position.column;
  return {
    ok: false,
    outcome: {
      ok: false,
      reason: 'syntax',
      message: `${message} (line ${line}, column ${column})`,
      line,
      column,
    },
  };
}

/** The line and column that a drawn report (` 2 | code`, then `   :   ^`) or `(2:9)` points at. */
function positionInReport(report: string): { line: number; column: number } | undefined {
  let source: { line: number; start: number } | undefined;
  for (const text of report.split('\n')) {
    const numbered = /^(\s*(\d+) \| )/.exec(text);
    if (numbered?.[1] !== undefined) source = { line: Number(numbered[2]), start: numbered[1].length };
    const caret = /^\s*:\s*[\^,]/.test(text) ? text.search(/[\^,]/) : -1;
    if (source && caret >= 0) return { line: source.line, column: caret - source.start + 1 };
  }
  const inText = /\((\d+):(\d+)\)/.exec(report) ?? /,-\[(\d+):(\d+)\]/.exec(report);
  return inText ? { line: Number(inText[1]), column: Number(inText[2]) } : undefined;
}
