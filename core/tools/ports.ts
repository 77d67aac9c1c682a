import type { Clock } from '../base/index.ts';
import type { Log } from '../log/index.ts';
import type { Palace, PalaceStructure } from '../palace/index.ts';
import type { Mounts, RunLimits, SandboxPool, Shell } from '../sandbox/index.ts';
import type { Tool } from './contract.ts';
import type { Nesting } from './nesting.ts';
import type { HostCommandsPort } from './run-command.ts';
import type { Turns } from './turns.ts';
import type { WebPort } from './web-port.ts';

/** What the built-in tools use; they own none of it. */
export interface ToolPorts {
  sandbox: Pick<SandboxPool, 'run'>;
  shell: Shell;
  /**
   * What the session can reach now. Asked anew for every call, so that a revoked folder is gone at once. With the id of a call that
   * runs, what it changes in granted folders can be taken back.
   */
  mounts(input: { sessionId: string; writtenBy: string; toolUseId?: string }): Promise<Mounts>;
  palace: Pick<Palace, 'recall' | 'remember' | 'drawer' | 'drawerHistory' | 'forget' | 'forgetPreview'>;
  /** What the palace knows of its own structure; left out: there is no `timeline` and no `walk`. */
  structure?: Pick<PalaceStructure, 'timeline' | 'walk'>;
  clock: Pick<Clock, 'now' | 'sleep'>;
  log: Pick<Log, 'getEvent'>;
  /** The way to the web; null: there are no web tools. */
  web: WebPort | null;
  /** Programs of the computer; left out: there is no such tool. */
  hostCommands?: HostCommandsPort;
  /** Tools of the embedder besides the built-in ones. They pass the gate and the log like any, from code too. */
  extra?: readonly Tool[];
  /** Limits of one run of code, where they differ from the sandbox's own. */
  limits?: Partial<RunLimits>;
}

/** The ports as the tools see them. */
export interface ToolParts extends ToolPorts {
  nesting: Nesting;
  turns: Turns;
}
