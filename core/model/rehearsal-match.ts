import { withoutBoundary } from './boundary.ts';
import {
  namesIn,
  type RehearsalCapture,
  type RehearsalScript,
  type RehearsalStep,
  type RehearsalWhen,
  templatePattern,
} from './rehearsal-script.ts';
import type { ModelBlock, ModelRequest } from './types.ts';

/** One thing the model was told: a message of the owner or the result of a tool. */
interface Input {
  kind: 'user' | 'tool_result';
  text: string;
  isError: boolean;
  /** Of the call that this is the result of. */
  tool: string;
  inputJson: string;
}

export interface Scene {
  /** Everything told so far, in order. */
  inputs: Input[];
  /** What came last; several results of parallel calls are all last. */
  last: Input[];
  /** How many messages of the owner there are, the last one included. */
  turn: number;
  system: string;
  tools: Set<string>;
  values: Map<string, string>;
}

/** Reads a request the way scripts look at it. Depends on nothing but the request, so replays give the same scene. */
export function readScene(request: ModelRequest, script: RehearsalScript): Scene {
  const calls = new Map<string, { name: string; inputJson: string }>();
  const inputs: Input[] = [];
  let last: Input[] = [];
  let turn = 0;
  for (const message of request.messages) {
    if (message.role === 'assistant') {
      for (const block of message.content) {
        if (block.type === 'tool_use')
          calls.set(block.id, { name: block.name, inputJson: JSON.stringify(block.input) });
      }
      continue;
    }
    const results = message.content.filter((block) => block.type === 'tool_result');
    const told: Input[] = results.map((block) => {
      const call = calls.get(block.tool_use_id);
      return {
        kind: 'tool_result',
        text: withoutBoundary(textOf(block.content)),
        isError: block.is_error === true,
        tool: call?.name ?? '',
        inputJson: call?.inputJson ?? '',
      };
    });
    const said = textOf(message.content);
    const isSaid = message.content.some((block) => block.type !== 'tool_result');
    const user: Input[] = isSaid
      ? [{ kind: 'user', text: said, isError: false, tool: '', inputJson: '' }]
      : [];
    if (isSaid) turn += 1;
    inputs.push(...told, ...user);
    last = isSaid ? user : told;
  }
  const system = request.system.map((block) => block.text).join('\n\n');
  const scene = {
    inputs,
    last,
    turn,
    system,
    tools: new Set(request.tools.map((tool) => tool.name)),
    values: new Map(),
  };
  return { ...scene, values: readCaptures(scene, script) };
}

function textOf(blocks: ModelBlock[]): string {
  return blocks.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
}

function readCaptures(scene: Scene, script: RehearsalScript): Map<string, string> {
  const values = new Map<string, string>();
  const lastText = scene.last.map((input) => input.text).join('\n');
  values.set('last_text', lastText);
  for (const [name, captures] of Object.entries(script.captures)) {
    // several places may hold the same thing: the first that has it wins
    for (const capture of [captures].flat()) {
      const value = readCapture(scene, capture);
      if (value === undefined) continue;
      values.set(name, value);
      break;
    }
  }
  return values;
}

function readCapture(scene: Scene, capture: RehearsalCapture): string | undefined {
  const texts =
    capture.from === 'system'
      ? [scene.system]
      : scene.inputs.filter((input) => isFrom(input, capture)).map((input) => input.text);
  const hits = texts.flatMap((text) => hitsIn(text, capture));
  return capture.pick === 'first' ? hits[0] : hits.at(-1);
}

function isFrom(input: Input, capture: RehearsalCapture): boolean {
  return (
    input.kind === capture.from &&
    (capture.tool === undefined || input.tool === capture.tool) &&
    (capture.input_contains === undefined || input.inputJson.includes(capture.input_contains)) &&
    (capture.is_error === undefined || input.isError === capture.is_error)
  );
}

function hitsIn(text: string, { matches, json_path: path }: RehearsalCapture): string[] {
  if (matches !== undefined)
    return [...text.matchAll(new RegExp(matches, 'gimu'))].map((match) => match[1] ?? match[0]);
  const value = path === undefined ? undefined : valueAt(text, path);
  if (value === undefined || value === null) return [];
  return [typeof value === 'string' ? value : JSON.stringify(value)];
}

function valueAt(text: string, path: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([member]) => member === key)?.[1];
  }
  return value;
}

/** The first step whose conditions all hold and whose templates can be filled; `isSpent` tells of used-up steps. */
export function findStep(
  script: RehearsalScript,
  scene: Scene,
  isSpent: (step: RehearsalStep, index: number) => boolean,
): { step: RehearsalStep; index: number } | undefined {
  for (const [index, step] of script.steps.entries()) {
    const fits =
      holds(step.when, scene) &&
      [...namesIn(step.reply.blocks ?? [])].every((name) => scene.values.has(name));
    if (fits && !isSpent(step, index)) return { step, index };
  }
  return undefined;
}

function holds(when: RehearsalWhen, scene: Scene): boolean {
  const about = scene.last.filter(
    (input) =>
      (when.last === undefined || input.kind === when.last) &&
      (when.tool === undefined || input.tool === when.tool) &&
      (when.input_contains === undefined || input.inputJson.includes(when.input_contains)) &&
      (when.is_error === undefined || input.isError === when.is_error) &&
      (when.contains === undefined || input.text.toLowerCase().includes(when.contains.toLowerCase())) &&
      (when.matches === undefined || new RegExp(when.matches, 'imu').test(input.text)),
  );
  return (
    about.length > 0 &&
    (when.turn === undefined || when.turn === scene.turn) &&
    (when.has_tool === undefined || scene.tools.has(when.has_tool)) &&
    (when.captured ?? []).every((name) => scene.values.has(name)) &&
    !(when.not_captured ?? []).some((name) => scene.values.has(name))
  );
}

/** Fills `{{name}}` in every string inside `value`; other values are kept as they are. */
export function fill(value: unknown, values: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return fillText(value, values);
  if (Array.isArray(value)) return value.map((item) => fill(item, values));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fill(member, values)]));
  }
  return value;
}

/** The same for one text. A value is put in once: templates inside values stay as they are. */
export function fillText(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(templatePattern, (whole: string, name: string, json: string | undefined) => {
    const value = values.get(name);
    if (value === undefined) return whole;
    return json ? JSON.stringify(value) : value;
  });
}
