import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { createLogger, type Logger } from '../../core/base/index.ts';

const largestSizeBytes = 1_000_000;

/** A logger into `file` and, redacted in the same way, to standard error. The file before is kept as `.1`. Never throws. */
export function openLogFile(file: string, now: () => number): Logger {
  let isWritable = true;
  const toFile = (line: string) => {
    try {
      appendFileSync(file, line);
    } catch (error) {
      // a full disk must not take the app down through its own log; standard error still has the line
      isWritable = false;
      process.stderr.write(`the log file cannot be written: ${String(error)}\n`);
    }
  };
  try {
    mkdirSync(dirname(file), { recursive: true });
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largestSizeBytes)
      renameSync(file, `${file}.1`);
  } catch (error) {
    process.stderr.write(`the log file cannot be opened: ${String(error)}\n`);
    isWritable = false;
  }
  return createLogger((text) => {
    const line = `${text.replaceAll(homedir(), '~')}\n`;
    process.stderr.write(line);
    if (isWritable) toFile(line);
  }, now);
}
