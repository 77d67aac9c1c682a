import { readPythonLiteral } from './python-literal.ts';
import { readYaml, readYamlStart } from './yaml.ts';

/** One value inside an output. */
export interface Leaf {
  /** The name of the field it stands in, or of the list it belongs to; empty at the top. */
  field: string;
  value: string;
  /** The object it is a field of, by number; its lists belong to it. -1: to none. */
  row: number;
}

/** An output by field. */
export interface Structure {
  leaves: Leaf[];
  rows: number;
}

const mostCharacters = 400_000;
const mostLeaves = 20_000;

/**
 * Reads an output that is JSON, YAML or a Python literal as a whole; null for any other text, and for what is too large. Of a list that was
 * cut off or broken by somebody's text, the whole items before that are read, and the rest is one piece of text (`rest`). Text inside of a
 * field stays one value however it looks, so that content cannot pretend to be a field.
 */
export function readStructure(text: string): (Structure & { rest: string }) | null {
  if (text.length > mostCharacters) return null;
  // marks that some tools put around all of what others wrote
  const plain = text.trim().replace(/^<<([\s\S]*)>>$/, '$1');
  const { value, rest } = parse(plain);
  if (value === null || typeof value !== 'object') return null;
  const structure: Structure = { leaves: [], rows: 0 };
  collect(value, '', -1, structure, 0);
  return { ...structure, rest };
}

function parse(text: string): { value: unknown; rest: string } {
  const first = text[0];
  if (first === '{' || first === '[') {
    try {
      return { value: JSON.parse(text), rest: '' };
    } catch {
      // only looks like JSON
      return { value: readPythonLiteral(text), rest: '' };
    }
  }
  const value = readYaml(text);
  if (value !== null) return { value, rest: '' };
  const start = readYamlStart(text);
  return { value: start?.items ?? null, rest: start?.rest ?? '' };
}

function collect(value: unknown, field: string, row: number, into: Structure, depth: number): void {
  if (into.leaves.length > mostLeaves || depth > 40) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, field, row, into, depth + 1);
  } else if (typeof value === 'object' && value !== null) {
    const own = into.rows;
    into.rows += 1;
    for (const [name, inner] of Object.entries(value)) {
      // { "john@doe.org": "r" }: a name can be a value
      if (/[@\s./]/.test(name)) into.leaves.push({ field, value: name, row: own });
      collect(inner, name, own, into, depth + 1);
    }
  } else if (value !== null && value !== undefined && value !== '') {
    into.leaves.push({ field, value: String(value), row });
  }
}
