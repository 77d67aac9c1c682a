import type { Dialled } from './dial.ts';
import type { EgressAnswer, EgressEntry } from './egress-types.ts';
import type { Scanner } from './scan/scanner.ts';
import { scrubBody, scrubHeaders } from './scrub.ts';

/**
 * What came back, without any stored secret. The body is counted into the entry as it is read; `over` is told once, when it has been read,
 * given up or broken off.
 */
export function answerOf(
  { status, statusText, headers, body }: Dialled,
  secrets: Scanner,
  entry: EgressEntry,
  over: (outcome: 'answered' | 'failed', error?: unknown) => void,
): EgressAnswer {
  const clean = {
    status,
    statusText: secrets.scrubText(statusText),
    headers: scrubHeaders(headers, secrets),
  };
  if (body === null) {
    over('answered');
    return { ...clean, body: null };
  }
  let isOver = false;
  const end = (outcome: 'answered' | 'failed', error?: unknown) => {
    if (!isOver) over(outcome, error);
    isOver = true;
  };
  const scrubbed = scrubBody(body, secrets);
  return {
    ...clean,
    body: {
      async read() {
        try {
          const chunk = await scrubbed.read();
          if (chunk === null) end('answered');
          else entry.bytes_in += chunk.length;
          return chunk;
        } catch (error) {
          end('failed', error);
          throw error;
        }
      },
      cancel() {
        scrubbed.cancel();
        end('answered');
      },
    },
  };
}
