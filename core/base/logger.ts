import { HoldfastError } from './errors.ts';

/** Where rooms report what no caller waits for. Messages must not hold secrets or file content. */
export interface Logger {
  info(message: string, detail?: unknown): void;
  warn(message: string, detail?: unknown): void;
  error(message: string, detail?: unknown): void;
}

// keys, bearer tokens and long opaque strings that look like one
const secretPatterns = [
  /\bsk-[A-Za-z0-9_-]{8,}/g,
  /\b(Bearer|x-api-key:?)\s+\S+/gi,
  /\b[A-Za-z0-9_-]{40,}\b/g,
];

/** Replaces what looks like a credential by `[redacted]`. A safety net: rooms must not log secrets in the first place. */
export function redact(text: string): string {
  return secretPatterns.reduce((result, pattern) => result.replace(pattern, '[redacted]'), text);
}

/** A logger that writes redacted lines `time level message` to `write`. */
export function createLogger(write: (line: string) => void, now: () => number): Logger {
  const line = (level: string, message: string, detail?: unknown) => {
    const text = detail === undefined ? message : `${message}: ${describe(detail)}`;
    write(`${new Date(now()).toISOString()} ${level} ${redact(text)}`);
  };
  return {
    info: (message, detail) => line('info', message, detail),
    warn: (message, detail) => line('warn', message, detail),
    error: (message, detail) => line('error', message, detail),
  };
}

/** A logger that keeps nothing. */
export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} };

function describe(detail: unknown): string {
  if (detail instanceof HoldfastError) return `[${detail.code}] ${detail.stack ?? detail.message}`;
  if (detail instanceof Error) return detail.stack ?? detail.message;
  return typeof detail === 'string' ? detail : JSON.stringify(detail);
}
