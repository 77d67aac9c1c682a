import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { CallPreview, Recovery } from '../../../core/gate/index.ts';
import { defineTool, type Tool, textOutcome } from '../../../core/tools/index.ts';

/** One effect as the world outside saw it. `key` is the idempotency key that the tool was given. */
export interface LedgerLine {
  key: string;
  tool: string;
  label: string;
}

const input = z.object({ label: z.string() });

/**
 * Tools whose effect is one line in a file that outlives every kill: pure, idempotent, effectful, and effectful that asks.
 * Each line is one `write` with O_APPEND, so that a kill leaves it whole or not at all.
 */
export function ledgerTools(path: string): Tool[] {
  return [
    ledgerTool(path, 'ledger_look', 'pure', false),
    ledgerTool(path, 'ledger_keyed', 'idempotent', false),
    ledgerTool(path, 'ledger_effect', 'effectful', false),
    ledgerTool(path, 'ledger_ask', 'effectful', true),
  ];
}

/** How each ledger tool may be run again. */
export const ledgerRecovery: Readonly<Record<string, Recovery>> = {
  ledger_look: 'pure',
  ledger_keyed: 'idempotent',
  ledger_effect: 'effectful',
  ledger_ask: 'effectful',
};

function ledgerTool(path: string, name: string, recovery: Recovery, asks: boolean): Tool {
  return defineTool({
    name,
    description: `Writes a line into the drill's ledger (${recovery}).`,
    inputSchema: input,
    labels: {
      recovery,
      reversibility: 'compensable',
      effect: 'none',
      output: 'trusted',
      sinks: [],
      payload: ['label'],
    },
    preview: async ({ label }): Promise<CallPreview> => ({
      sentence: `Write ${label} into the ledger.`,
      target: 'owner',
      effect: 'none',
      reversibility: 'compensable',
      paths: [],
      facts: [],
      diffs: [],
      asksBecause: asks ? ['The drill wants to be asked.'] : [],
      ruleOffered: null,
    }),
    async run({ label }, { idempotencyKey }) {
      await pause();
      appendFileSync(path, `${idempotencyKey} ${name} ${label}\n`);
      await pause();
      return textOutcome(`wrote ${label}`);
    },
  });
}

// room for a kill on both sides of the effect
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

/** All lines so far. */
export function readLedger(path: string): LedgerLine[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [key = '', tool = '', label = ''] = line.split(' ');
      return { key, tool, label };
    });
}
