/** A value inside a call's arguments. */
export interface CallValue {
  path: string;
  argument: string;
  value: string;
}

const mostValues = 400;

/** Every text and number of a call's arguments, in order. Flags and nulls name nobody. */
export function valuesOf(input: Record<string, unknown>): CallValue[] {
  const values: CallValue[] = [];
  const walk = (value: unknown, path: string, argument: string, depth: number): void => {
    if (values.length >= mostValues || depth > 20) return;
    if (typeof value === 'string') {
      if (value.trim() !== '') values.push({ path, argument, value });
    } else if (typeof value === 'number') values.push({ path, argument, value: String(value) });
    else if (Array.isArray(value)) {
      for (const [at, item] of value.entries()) walk(item, `${path}[${at}]`, argument, depth + 1);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) walk(item, `${path}.${name}`, argument, depth + 1);
    }
  };
  for (const [name, value] of Object.entries(input)) walk(value, name, name, 0);
  return values;
}
