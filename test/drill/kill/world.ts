import type { Holdfast } from '../../../core/holdfast.ts';
import type { ChildLine, ChildOptions } from './protocol.ts';
import type { Dice } from './random.ts';

/** What a driven session has around it. */
export interface World {
  holdfast: Holdfast;
  options: ChildOptions;
  dice: Dice;
  say(line: ChildLine): void;
  call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ isOk: boolean; status: number; answer: unknown }>;
  /** Sessions that began while others were driven. */
  also: Promise<void>[];
}

/** What every session may spend at first; whoever comes to the end of it gets as much again. */
export const allowance = { tool_calls: 12, output_tokens: 60_000 };
