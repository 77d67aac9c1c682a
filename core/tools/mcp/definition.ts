import { z } from 'zod';
import { canonicalJson, type Json, sha256 } from '../../base/index.ts';
import type { DescribedTool } from '../../gate/index.ts';
import { limits } from './limits.ts';
import { hiddenIn, plainText } from './plain-text.ts';

const json = z.record(z.string(), z.json());

/** A tool as its server describes it, and nothing that no one is shown: this is what a pin is over. */
export const mcpDefinition = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: json,
  outputSchema: json.optional(),
  annotations: json.optional(),
});
export type McpDefinition = z.infer<typeof mcpDefinition>;

/** One entry of a server's list: what it says, or why it cannot be used. */
export interface ListedTool {
  name: string;
  definition: McpDefinition | null;
  /** For the owner; null where there is nothing against it. */
  problem: string | null;
}

/** SHA-256 over the canonical JSON of a definition, in hex: what the owner approved is this and nothing else. */
export function pinOf(definition: McpDefinition): string {
  return sha256(canonicalJson(definition)).toString('hex');
}

const plainName = /^[A-Za-z0-9_./-]{1,64}$/;

/** Reads a list of tools as a server sent it. Whatever it holds, what comes back is bounded. */
export function readTools(raw: readonly unknown[]): ListedTool[] {
  let left: number = limits.definitionsUnits;
  return raw.slice(0, limits.tools).map((each) => {
    const listed = readTool(each);
    if (listed.definition) left -= JSON.stringify(listed.definition).length;
    return left >= 0
      ? listed
      : { ...listed, definition: null, problem: 'The server describes more than is kept.' };
  });
}

function readTool(raw: unknown): ListedTool {
  const parsed = mcpDefinition.safeParse(raw);
  if (!parsed.success) {
    const named = z.object({ name: z.string() }).safeParse(raw);
    return refused(named.success ? named.data.name : '(without a name)', 'Its definition is malformed.');
  }
  const definition = parsed.data;
  const { name } = definition;
  if (!plainName.test(name))
    return refused(
      name,
      `Its name holds ${hiddenIn(name) ?? 'characters that can pass for others, or is too long'}.`,
    );
  try {
    if (canonicalJson(definition).length > limits.definitionUnits)
      return refused(name, 'Its description is longer than anybody reads.');
  } catch {
    // nested deeper than JSON is written here
    return refused(name, 'Its schema is nested too deep.');
  }
  const hidden = hiddenArgument(definition.inputSchema);
  if (hidden !== null)
    return refused(name, `One of its arguments is named with ${hidden}, which nobody sees.`);
  return { name, definition, problem: null };
}

function refused(name: string, problem: string): ListedTool {
  return { name: plainText(name, 128).replaceAll(/\s/g, ' '), definition: null, problem };
}

function hiddenArgument(schema: Json): string | null {
  if (Array.isArray(schema)) return firstOf(schema.map(hiddenArgument));
  if (typeof schema !== 'object' || schema === null) return null;
  return firstOf(Object.entries(schema).map(([name, value]) => hiddenIn(name) ?? hiddenArgument(value)));
}

const firstOf = (found: readonly (string | null)[]) => found.find((each) => each !== null) ?? null;

/** A definition's words as the model reads them. */
export function forModel(definition: McpDefinition): {
  description: string;
  inputSchema: { [key: string]: Json };
} {
  const description = plainText(definition.description ?? definition.title ?? '', limits.descriptionUnits);
  const schema = plainJson(definition.inputSchema);
  const isObject = typeof schema === 'object' && schema !== null && !Array.isArray(schema);
  return { description, inputSchema: isObject ? schema : { type: 'object' } };
}

function plainJson(value: Json): Json {
  if (typeof value === 'string') return plainText(value, limits.schemaTextUnits);
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plainJson(member)]));
}

const hints = z.object({
  readOnlyHint: z.boolean().optional(),
  destructiveHint: z.boolean().optional(),
  idempotentHint: z.boolean().optional(),
});

/** A definition as a proposal of labels goes by it. */
export function described(definition: McpDefinition): DescribedTool {
  const said = hints.catch({}).parse(definition.annotations ?? {});
  return {
    name: definition.name,
    description: definition.description ?? '',
    inputSchema: definition.inputSchema,
    hints: {
      ...(said.readOnlyHint === undefined ? {} : { readOnly: said.readOnlyHint }),
      ...(said.destructiveHint === undefined ? {} : { destructive: said.destructiveHint }),
      ...(said.idempotentHint === undefined ? {} : { idempotent: said.idempotentHint }),
    },
  };
}
