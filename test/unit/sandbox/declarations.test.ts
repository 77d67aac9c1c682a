import { describe, expect, it } from 'vitest';
import { declareTools } from '../../../core/sandbox/index.ts';
import { openPool, runForValue } from './support.ts';

describe('declarations of tools', () => {
  it('says names, inputs and what is optional', () => {
    const text = declareTools([
      {
        name: 'read',
        description: 'Reads a file.',
        inputSchema: {
          type: 'object',
          properties: {
            file_path: { type: 'string', description: 'Absolute path.' },
            view_range: { type: 'array', items: { type: 'integer' } },
            mode: { enum: ['text', 'bytes', null] },
            either: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: ['string', 'number'] } }] },
            nested: { $ref: '#/$defs/node' },
          },
          required: ['file_path'],
          $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } } } },
        },
        outputSchema: { type: 'object', additionalProperties: { type: 'number' } },
      },
      { name: 'no-args', description: '', inputSchema: { type: 'object' } },
    ]);
    expect(text).toContain(
      '  /** Reads a file. */\n  read(input: {\n    /** Absolute path. */\n    file_path: string;\n    view_range?: number[];\n',
    );
    expect(text).toContain(
      '    mode?: "text" | "bytes" | null;\n    either?: string | (string | number)[];\n',
    );
    expect(text).toContain('}): Promise<Record<string, number>>;');
    expect(text).toContain('  "no-args"(input?: Record<string, unknown>): Promise<string>;');
  });

  it('a stranger’s schema cannot leave its comment or its name', async () => {
    const text = declareTools([
      {
        name: 'x"](): void } & { evil',
        description: 'a */ evil(): void; /* \u2028 */ more',
        inputSchema: { type: 'object', properties: { 'a-b */': { const: '"; evil' } } },
      },
    ]);
    // the declaration is still exactly one: erasing it leaves nothing
    expect(await runForValue(openPool(), `${text}\n1`, { language: 'typescript' })).toBe(1);
    expect(text.split('*/').length - 1).toBe(2);
  });
});
