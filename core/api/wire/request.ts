import type { z } from 'zod';
import { HoldfastError } from '../../base/index.ts';

/** Images travel as base64 in JSON bodies. */
export const jsonLimitBytes = 32 * 1024 * 1024;
export const uploadLimitBytes = 64 * 1024 * 1024;

/**
 * The query as plain values: `name[]=a&name[]=b` becomes `name: ['a','b']`, `name[gte]=x` stays under its full
 * name. `beta` and `holdfast` are transport flags and left out. A name given twice is an error.
 */
export function readQuery(url: URL): Record<string, string | string[]> {
  const result: Record<string, string | string[]> = {};
  for (const [key, value] of url.searchParams) {
    if (key === 'beta' || key === 'holdfast') continue;
    if (key.endsWith('[]')) {
      const name = key.slice(0, -2);
      const list = Object.hasOwn(result, name) ? result[name] : [];
      result[name] = Array.isArray(list) ? [...list, value] : [value];
    } else if (Object.hasOwn(result, key)) {
      throw new HoldfastError(
        'invalid_request',
        `${key}: given more than once (lists are written ${key}[]=)`,
      );
    } else {
      result[key] = value;
    }
  }
  return result;
}

/** The body as it comes. Throws `too_large` where it says that it is larger; whoever takes it counts for itself. */
export function bodyOf(request: Request, limitBytes: number): AsyncIterable<Uint8Array> | Uint8Array {
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes)
    throw new HoldfastError('too_large', `the body is larger than ${limitBytes} bytes`);
  return request.body ?? new Uint8Array();
}

/** The body's bytes, refused with `too_large` before more than `limitBytes` are held. */
export async function readBytes(request: Request, limitBytes: number): Promise<Uint8Array> {
  const tooLarge = () => new HoldfastError('too_large', `the body is larger than ${limitBytes} bytes`);
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes) throw tooLarge();
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of request.body) {
    total += chunk.byteLength;
    if (total > limitBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, total);
}

/** The body as JSON, parsed by `schema`. An empty body counts as `{}`. Throws `invalid_request`, `too_large`, ZodError. */
export async function readJson<T extends z.ZodType>(request: Request, schema: T): Promise<z.output<T>> {
  const bytes = await readBytes(request, jsonLimitBytes);
  if (bytes.byteLength === 0) return schema.parse({});
  return schema.parse(parseJson(bytes));
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    // the parser's message quotes the body, which may hold a secret on its way into the vault
    const where = error instanceof Error ? / at position \d+/.exec(error.message)?.[0] : undefined;
    throw new HoldfastError('invalid_request', `the body is not valid JSON${where ?? ''}`);
  }
}
