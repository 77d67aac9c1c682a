import type { ProgramToConfine } from '../../sandbox/index.ts';
import type { ListedTool } from './definition.ts';
import type { HttpOptions } from './http-transport.ts';

/** What of the owner's files a confined program reaches. */
export type StdioConfinement = Pick<ProgramToConfine, 'folders'>;

/** A server as it is to be reached, with everything resolved: secrets are in the environment only where they were granted. */
export interface Wanted {
  name: string;
  timeoutMs: number;
  transport:
    | ({ type: 'http' } & HttpOptions)
    | {
        type: 'stdio';
        command: string;
        args: readonly string[];
        environment: Readonly<Record<string, string>>;
        confinement: StdioConfinement | null;
        /** The granted values that are in its environment: they are masked in whatever it says. */
        granted: readonly string[];
      };
}

/** What a server answered to a call, as it came: nothing in it was looked at yet. */
export interface RawResult {
  content?: unknown[] | undefined;
  structuredContent?: unknown;
  isError?: boolean | undefined;
}

/** A server that was reached. Methods reject with HoldfastError `mcp_connection_failed` and the like, or with the signal's reason. */
export interface Connection {
  isOpen(): boolean;
  /** True when the server said since the last time that its tools changed. */
  takeNews(): boolean;
  listTools(signal: AbortSignal): Promise<ListedTool[]>;
  /** Aborting tells the server that the call is cancelled. */
  call(tool: string, input: Record<string, unknown>, signal: AbortSignal): Promise<RawResult>;
  /** Ends it and what runs for it; never throws, and may be called twice. */
  close(): Promise<void>;
}
