import { z } from 'zod';
import { HoldfastError } from '../base/index.ts';

/** The format is explained for authors in docs/rehearsal.md. All objects are strict: a misspelt key is an error. */
const pattern = z.string().superRefine((source, context) => {
  try {
    new RegExp(source, 'gimu');
  } catch (error) {
    context.addIssue({
      code: 'custom',
      message: error instanceof Error ? error.message : 'not a regular expression',
    });
  }
});

const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'a name is lower case letters, digits and _');

/** Where a value is found in what the model was sent. The last hit counts unless `pick` is `first`. */
const captureSchema = z
  .strictObject({
    from: z.enum(['tool_result', 'user', 'system']),
    /** Only results of this tool. */
    tool: z.string().optional(),
    /** Only results of calls whose input, as JSON, contains this. */
    input_contains: z.string().optional(),
    is_error: z.boolean().optional(),
    /** Group 1 is the value, else the whole match. */
    matches: pattern.optional(),
    /** A path such as `files.0.path` into a result that is JSON. */
    json_path: z.string().optional(),
    pick: z.enum(['first', 'last']).default('last'),
  })
  .refine((capture) => (capture.matches === undefined) !== (capture.json_path === undefined), {
    message: 'exactly one of "matches" and "json_path" is needed',
  });

const whenSchema = z.strictObject({
  last: z.enum(['user', 'tool_result']).optional(),
  tool: z.string().optional(),
  input_contains: z.string().optional(),
  contains: z.string().optional(),
  matches: pattern.optional(),
  turn: z.number().int().positive().optional(),
  is_error: z.boolean().optional(),
  captured: z.array(name).optional(),
  not_captured: z.array(name).optional(),
  has_tool: z.string().optional(),
});

const blockSchema = z.union([
  z.strictObject({ text: z.string() }),
  z.strictObject({ thinking: z.string() }),
  z.strictObject({
    tool_use: z.strictObject({ name: z.string().min(1), input: z.record(z.string(), z.unknown()) }),
  }),
]);

const usageSchema = z.strictObject({
  input_tokens: z.number().int().nonnegative().optional(),
  output_tokens: z.number().int().nonnegative().optional(),
  cache_creation_input_tokens: z.number().int().nonnegative().optional(),
  cache_read_input_tokens: z.number().int().nonnegative().optional(),
});

const replySchema = z
  .strictObject({
    blocks: z.array(blockSchema).optional(),
    stop_reason: z
      .enum(['end_turn', 'tool_use', 'max_tokens', 'stop_sequence', 'refusal', 'pause_turn'])
      .optional(),
    usage: usageSchema.optional(),
    /** Milliseconds before each delta. */
    delay_ms: z.number().nonnegative().optional(),
    /** Milliseconds before the first event. */
    start_delay_ms: z.number().nonnegative().optional(),
    /** Instead of an answer. `status` absent: the network is down. */
    error: z
      .strictObject({
        status: z.number().int().min(400).max(599).optional(),
        type: z.string().optional(),
        message: z.string().optional(),
        /** Seconds. */
        retry_after: z.number().nonnegative().optional(),
      })
      .optional(),
    /** The connection breaks after so many characters. */
    cut_after: z.number().int().nonnegative().optional(),
  })
  .refine((reply) => (reply.blocks === undefined) !== (reply.error === undefined), {
    message: 'exactly one of "blocks" and "error" is needed',
  });

const stepSchema = z.strictObject({
  id: name.optional(),
  when: whenSchema.default({}),
  /** Played at most so often for one and the same conversation, e.g. one failure before the answer. */
  times: z.number().int().positive().optional(),
  reply: replySchema,
});

const scriptSchema = z.strictObject({
  name: z.string().min(1),
  description: z.string().optional(),
  /** Milliseconds before each delta where a reply does not say. */
  delay_ms: z.number().nonnegative().default(0),
  captures: z.record(name, z.union([captureSchema, z.array(captureSchema).min(1)])).default({}),
  steps: z.array(stepSchema).min(1),
  /** Said when no step matches. */
  fallback: z.string().optional(),
  /** Said when the rehearsal is asked to judge a call; steps are for the session's own requests. */
  judge: z.string().optional(),
});

/** Every field of a script, for the test that its documentation is complete. */
export const scriptKeys: readonly string[] = [scriptSchema, whenSchema, captureSchema, replySchema].flatMap(
  (schema) => Object.keys(schema.shape),
);

export type RehearsalScript = z.infer<typeof scriptSchema>;
export type RehearsalScriptInput = z.input<typeof scriptSchema>;
export type RehearsalStep = RehearsalScript['steps'][number];
export type RehearsalReply = RehearsalStep['reply'];
export type RehearsalBlock = z.infer<typeof blockSchema>;
export type RehearsalCapture = z.infer<typeof captureSchema>;
export type RehearsalWhen = z.infer<typeof whenSchema>;

/**
 * Reads a script from its JSON text. Throws `rehearsal_script_invalid` with a message that names `source`, the path
 * within the script and what is wrong there, one line per problem; also when a template names an unknown capture.
 */
export function readRehearsalScript(text: string, source: string): RehearsalScript {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HoldfastError('rehearsal_script_invalid', `${source} is not JSON: ${reason}`);
  }
  return parseRehearsalScript(data, source);
}

/** The same for a script that is already a value. */
export function parseRehearsalScript(data: unknown, source: string): RehearsalScript {
  const parsed = scriptSchema.safeParse(data);
  if (!parsed.success)
    throw invalid(
      source,
      parsed.error.issues.flatMap((issue) => describeIssue(issue)),
    );
  const problems = parsed.data.steps.flatMap((step, index) => unknownNames(step, index, parsed.data));
  if (problems.length > 0) throw invalid(source, problems);
  return parsed.data;
}

function invalid(source: string, problems: string[]): HoldfastError {
  const shown = [...new Set(problems)].slice(0, 20);
  return new HoldfastError(
    'rehearsal_script_invalid',
    `${source} is not a rehearsal script:\n${shown.join('\n')}`,
    {
      problems: shown,
    },
  );
}

// a union reports every branch; the branch that got furthest is the one that was meant
function describeIssue(issue: z.core.$ZodIssue, prefix: PropertyKey[] = []): string[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const depth = (branch: z.core.$ZodIssue[]) => Math.max(...branch.map((inner) => inner.path.length), 0);
    const unrecognized = (branch: z.core.$ZodIssue[]) =>
      branch.filter((inner) => inner.code === 'unrecognized_keys').length;
    const meant = [...issue.errors].sort((left, right) => {
      return (
        depth(right) - depth(left) || unrecognized(left) - unrecognized(right) || left.length - right.length
      );
    })[0];
    return (meant ?? []).flatMap((inner) => describeIssue(inner, path));
  }
  return [`  ${pathText(path)}: ${issue.message}`];
}

function pathText(path: PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '') || '(script)';
}

/** Names every script has besides its captures. */
export const builtInNames: ReadonlySet<string> = new Set(['last_text']);

/** `{{name}}` or `{{name|json}}`, which writes the value as a JSON string for use inside code. */
export const templatePattern = /\{\{\s*([a-z][a-z0-9_]*)\s*(\|\s*json\s*)?\}\}/g;

function unknownNames(step: RehearsalStep, index: number, script: RehearsalScript): string[] {
  const isKnown = (captured: string) =>
    Object.hasOwn(script.captures, captured) || builtInNames.has(captured);
  const used = namesIn(step.reply.blocks ?? []);
  const asked = [...(step.when.captured ?? []), ...(step.when.not_captured ?? [])];
  return [
    ...[...used].filter((captured) => !isKnown(captured)).map((captured) => [`reply.blocks`, captured]),
    ...asked.filter((captured) => !isKnown(captured)).map((captured) => ['when', captured]),
  ].map(([where, captured]) => `  steps[${index}].${where}: there is no capture named "${captured}"`);
}

/** Names of captures that appear in templates anywhere inside `value`. */
export function namesIn(value: unknown): Set<string> {
  const names = new Set<string>();
  for (const match of JSON.stringify(value).matchAll(templatePattern)) if (match[1]) names.add(match[1]);
  return names;
}
