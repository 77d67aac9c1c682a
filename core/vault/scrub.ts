import type { AnswerBody } from './answer-body.ts';
import type { Scanner } from './scan/scanner.ts';

/** A copy of `headers` without any secret; names are kept, repeated headers stay repeated. */
export function scrubHeaders(headers: Headers, scanner: Scanner): Headers {
  const clean = new Headers();
  for (const [name, value] of headers) clean.append(name, scanner.scrubText(value));
  return clean;
}

/** A body with every secret masked by `*`, also across chunks. What may be the beginning of one is held back, nothing else. */
export function scrubBody(body: AnswerBody, scanner: Scanner): AnswerBody {
  if (scanner.isEmpty) return body;
  const stream = scanner.stream();
  let isEnded = false;
  return {
    async read() {
      while (!isEnded) {
        const chunk = await body.read();
        isEnded = chunk === null;
        const clean = chunk === null ? stream.end() : stream.push(chunk);
        if (clean.length > 0) return clean;
      }
      return null;
    },
    cancel: body.cancel,
  };
}
