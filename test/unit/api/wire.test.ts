import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../../core/api/wire/paging.ts';
import { readBytes, readJson, readQuery } from '../../../core/api/wire/request.ts';
import { sseResponse } from '../../../core/api/wire/sse.ts';
import { silentLogger, systemRuntime } from '../../../core/base/index.ts';

describe('queries', () => {
  it('take lists in brackets and ranges under their full name, and leave transport flags out', () => {
    const url = new URL(
      'http://x/?types[]=a&types[]=b&created_at%5Bgte%5D=2026&limit=3&beta=true&holdfast=true',
    );
    expect(readQuery(url)).toEqual({ types: ['a', 'b'], 'created_at[gte]': '2026', limit: '3' });
  });

  it('refuse a name given twice', () => {
    expect(() => readQuery(new URL('http://x/?limit=1&limit=2'))).toThrow('limit: given more than once');
  });
});

describe('bodies', () => {
  const post = (body: string | Uint8Array<ArrayBuffer>) => new Request('http://x/', { method: 'POST', body });

  it('larger than the limit are refused before they are held, whatever content-length says', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(1024));
      },
    });
    const request = new Request('http://x/', {
      method: 'POST',
      body: endless,
      duplex: 'half',
    } as RequestInit);
    await expect(readBytes(request, 10 * 1024)).rejects.toMatchObject({ code: 'too_large' });
    expect(sent).toBeLessThan(20);
  });

  it('say what is wrong with them', async () => {
    await expect(readJson(post('{"a":'), z.unknown())).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(readJson(post(new Uint8Array([0xff, 0xfe])), z.unknown())).rejects.toMatchObject({
      code: 'invalid_request',
    });
    expect(await readJson(post(''), z.object({}))).toEqual({});
  });
});

describe('page cursors', () => {
  it('give back any position, for their own list and order only', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.constantFrom('asc' as const, 'desc' as const),
        (list, after, order) => {
          const cursor = encodeCursor(list, order, after);
          expect(decodeCursor(list, order, cursor)).toBe(after);
          expect(() => decodeCursor(list, order === 'asc' ? 'desc' : 'asc', cursor)).toThrow(
            'the cursor belongs to order=',
          );
          expect(() => decodeCursor(`${list}x`, order, cursor)).toThrow('not a cursor of this list');
        },
      ),
    );
  });

  it('refuse anything else', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        expect(() => decodeCursor('list', 'asc', text)).toThrow(
          expect.objectContaining({ code: 'invalid_request' }),
        );
      }),
    );
  });
});

describe('event streams', () => {
  const { clock } = systemRuntime();
  const options = { clock, logger: silentLogger, closing: new AbortController().signal, pingMs: 5 };

  it('send something at once, frames with their name, and pings while nothing happens', async () => {
    const response = sseResponse(new Request('http://x/'), options, async (send, signal) => {
      send('a', { type: 'a' });
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('ping')) text += (await reader?.read())?.value ?? '';
    await reader?.cancel();
    expect(text).toBe(': open\n\nevent: a\ndata: {"type":"a"}\n\nevent: ping\ndata: {"type":"ping"}\n\n');
  });

  it('stop their producer when the client goes, and end when the house closes', async () => {
    const stopped: string[] = [];
    const produce = (name: string) => async (_: unknown, signal: AbortSignal) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      stopped.push(name);
    };
    const gone = sseResponse(new Request('http://x/'), options, produce('gone'));
    await gone.body?.cancel();
    const closing = new AbortController();
    const closed = sseResponse(
      new Request('http://x/'),
      { ...options, closing: closing.signal },
      produce('closed'),
    );
    closing.abort();
    expect(await closed.text()).toBe(': open\n\n');
    expect(stopped).toEqual(['gone', 'closed']);
  });
});
