import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** Where a command writes and asks. */
export interface Terminal {
  /** The command's own output: what a script reads. */
  out(text: string): void;
  /** Resolves when what was put out is on its way, so that a long text never waits in memory. */
  drained(): Promise<void>;
  /** Everything said to the person beside it. */
  say(text: string): void;
  /** Null when nobody is there to ask, or the input ended. */
  ask(question: string): Promise<string | null>;
  readonly isInteractive: boolean;
  env: NodeJS.ProcessEnv;
  /** Calls `stop` on SIGINT and SIGTERM (and SIGHUP). Returns the way to stop listening. */
  onStop(stop: () => void): () => void;
}

export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const isInteractive = stdin.isTTY === true && stderr.isTTY === true;
  return {
    out: (text) => stdout.write(text),
    async drained() {
      if (stdout.writableNeedDrain) await once(stdout, 'drain');
    },
    say: (text) => stderr.write(text),
    isInteractive,
    env,
    async ask(question) {
      if (!isInteractive) return null;
      const lines = createInterface({ input: stdin, output: stderr });
      const ended = new AbortController();
      lines.once('close', () => ended.abort());
      lines.once('SIGINT', () => process.emit('SIGINT'));
      try {
        return await lines.question(question, { signal: ended.signal });
      } catch (error) {
        if (ended.signal.aborted) return null;
        throw error;
      } finally {
        lines.close();
      }
    },
    onStop(stop) {
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
      for (const signal of signals) process.on(signal, stop);
      return () => {
        for (const signal of signals) process.off(signal, stop);
      };
    },
  };
}

/**
 * Text of models, tools and files, made safe for a terminal: control characters (escape sequences can rewrite what
 * was shown) and characters that turn the reading direction around become visible marks. Newline and tab stay.
 */
export function visible(text: string): string {
  return [...text].map(visibleCharacter).join('');
}

const turningCharacters = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

function visibleCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\n' || character === '\t') return character;
  if (character === '\r') return '';
  const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
  return isControl || turningCharacters.test(character) ? `\\u{${code.toString(16)}}` : character;
}

/** On one line, at most `length` characters. */
export function oneLine(text: string, length: number): string {
  const line = visible(text).replace(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}
