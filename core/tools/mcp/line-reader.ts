import { type JSONRPCMessage, JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import { limits } from './limits.ts';

export interface LineReaderOptions {
  /** A line without what nobody is to see. */
  clean(line: string): string;
  onMessage(message: JSONRPCMessage): void;
  /** The program sends more than is read, or what is no message; told once. */
  onTooMuch(why: string): void;
  /** Milliseconds. */
  now?: () => number;
}

/** Cuts the output of a program into messages, one a line, and gives up on a program that floods. */
export class LineReader {
  readonly #options: LineReaderOptions;
  #pieces: Buffer[] = [];
  #sizeBytes = 0;
  #garbage = 0;
  #isOver = false;
  #second = 0;
  #inSecond = 0;

  constructor(options: LineReaderOptions) {
    this.#options = options;
  }

  add(chunk: Buffer): void {
    let rest = chunk;
    while (!this.#isOver) {
      const end = rest.indexOf(0x0a);
      const piece = end < 0 ? rest : rest.subarray(0, end);
      this.#sizeBytes += piece.byteLength;
      if (this.#sizeBytes > limits.messageBytes) {
        this.#giveUp('It sent more than fits into a message.');
        return;
      }
      this.#pieces.push(piece);
      if (end < 0) return;
      const line = Buffer.concat(this.#pieces).toString('utf8').trim();
      this.#pieces = [];
      this.#sizeBytes = 0;
      rest = rest.subarray(end + 1);
      if (line !== '') this.#readLine(this.#options.clean(line));
    }
  }

  #readLine(line: string): void {
    const message = parseMessage(line);
    if (!message) {
      this.#garbage += 1;
      if (this.#garbage > limits.garbageLines) this.#giveUp('It sends what is no message of the protocol.');
      return;
    }
    const second = Math.floor((this.#options.now ?? Date.now)() / 1000);
    this.#inSecond = second === this.#second ? this.#inSecond + 1 : 1;
    this.#second = second;
    if (this.#inSecond > limits.messagesPerSecond) this.#giveUp('It sends more messages than are read.');
    else this.#options.onMessage(message);
  }

  #giveUp(why: string): void {
    this.#isOver = true;
    this.#pieces = [];
    this.#options.onTooMuch(why);
  }
}

function parseMessage(line: string): JSONRPCMessage | null {
  try {
    return JSONRPCMessageSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    // no JSON: programs greet, warn and show progress bars where they should not
    return null;
  }
}
