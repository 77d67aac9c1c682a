/**
 * How material that nobody vouches for stands in a request: between two marks that carry a number which its author cannot have known.
 * `begins` and `ends` are what a model reads; `withoutBoundary` is for readers that want the material alone, such as rehearsal scripts.
 */
export interface Boundary {
  begins: string;
  ends: string;
}

const shape = /^<untrusted-([0-9a-f]{16})[^>\n]*>\n([\s\S]*)\n<\/untrusted-\1>(?:\n\[[^\n]*\])?$/;

/** `number`: 16 hex digits. `source`: the tool it came from. `note`: what the reader should know of it, one line, behind the end. */
export function boundaryOf(number: string, source: string, note: string | null): Boundary {
  return {
    begins: `<untrusted-${number} from="${source.replaceAll(/[^\w.-]/g, '_').slice(0, 80)}">`,
    ends: `</untrusted-${number}>${note === null ? '' : `\n[${note}]`}`,
  };
}

/** The material between the marks; a text without them is given back as it is. */
export function withoutBoundary(text: string): string {
  return shape.exec(text)?.[2] ?? text;
}
