import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Tool, textOutcome } from '../../../core/tools/index.ts';
import { openHands } from './support.ts';

/** How often a sandbox is killed while it writes; `HOLDFAST_KILLS=500` for the whole drill. */
const kills = Number(process.env.HOLDFAST_KILLS ?? 5);
const timeoutMs = 30_000 + kills * 1500;
const steps = 12;

/** A small generator with a seed: the same kills each time. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A tool that stops the turn when it is called for the `at`th time. */
function tickTool(at: number, stop: () => void): Tool {
  let count = 0;
  return {
    name: 'tick',
    description: 'Counts.',
    inputSchema: z.object({}),
    labels: {
      recovery: 'pure',
      reversibility: 'reversible',
      effect: 'none',
      output: 'trusted',
      sinks: [],
      payload: [],
    },
    preview: async () => ({
      sentence: 'Count.',
      target: 'none',
      effect: 'none',
      reversibility: 'reversible',
      paths: [],
      facts: [],
      diffs: [],
      asksBecause: [],
      ruleOffered: null,
    }),
    run: async () => {
      count += 1;
      if (count === at) stop();
      return textOutcome('ticked');
    },
  };
}

const contentOf = (name: string) => `${name}\n`.repeat(4000);

const code = `import fs from 'fs';
const content = (name) => (name + '\\n').repeat(4000);
for (let i = 0; i < ${steps}; i += 1) {
  await fs.writeFile('own/' + i, content('own ' + i));
  tools.write({ file_path: '/mnt/folders/Invoices/f' + i + '.txt', content: content('folder ' + i) });
  tools.write({ file_path: '/workspace/w' + i + '.txt', content: content('workspace ' + i) });
  await tools.tick({});
}`;

test(
  `killed ${kills} times while code writes: whole files only, each of a call in the log; what code wrote by itself is a beginning of it`,
  async () => {
    const random = randomOf(20_261_124);
    for (let kill = 0; kill < kills; kill += 1) {
      const at = 1 + Math.floor(random() * steps);
      const isLate = random() < 0.5;
      let stop = () => {};
      const hands = await openHands({ extra: [tickTool(at, () => stop())] });
      // before its answer, or some turns of the loop later
      stop = () => (isLate ? setImmediate(() => hands.controller.abort()) : hands.controller.abort());
      const outcome = await hands.call('run_code', { code });
      expect(outcome.isError).toBe(true);
      // calls that had begun come to their end, as in the house
      const events = async (type: 'agent.tool_use' | 'agent.tool_result') =>
        (await hands.log.read({ sessionId: hands.sessionId, types: [type] })).map(({ event }) => event);
      await expect
        .poll(
          async () => (await events('agent.tool_use')).length - (await events('agent.tool_result')).length,
        )
        .toBe(0);
      const results = new Map(
        (await events('agent.tool_result')).flatMap((event) =>
          event.type === 'agent.tool_result' ? [[event.tool_use_id, event.is_error === true] as const] : [],
        ),
      );
      const written = new Map<string, boolean>();
      for (const event of await events('agent.tool_use')) {
        if (event.type !== 'agent.tool_use' || event.name !== 'write') continue;
        written.set(String(event.input.file_path), results.get(event.id) === false);
      }
      const found = new Set(readdirSync(hands.root));
      for (const name of found) {
        const number = /^f(\d+)\.txt$/.exec(name)?.[1];
        expect(readFileSync(join(hands.root, name), 'utf8')).toBe(contentOf(`folder ${number}`));
        expect(written.has(`/mnt/folders/Invoices/${name}`)).toBe(true);
      }
      for (const [path, isDone] of written)
        if (isDone && path.startsWith('/mnt/')) expect(found).toContain(path.split('/').at(-1));
      const own = await hands.workspaceFiles();
      const numbers = own.flatMap((path) => /^\/workspace\/own\/(\d+)$/.exec(path)?.[1] ?? []).map(Number);
      expect(numbers.sort((left, right) => left - right)).toEqual(numbers.map((_, index) => index));
      for (const [path, isDone] of written)
        if (isDone && path.startsWith('/workspace/')) expect(own).toContain(path);
    }
  },
  timeoutMs,
);

test(
  `killed ${kills} times while a command writes: all of its files or none`,
  async () => {
    const random = randomOf(7);
    for (let kill = 0; kill < kills; kill += 1) {
      const hands = await openHands();
      const command = 'for i in $(seq 1 60); do echo $i > b$i.txt; done';
      const running = hands.call('bash', { command });
      const timer = setTimeout(() => hands.controller.abort(), random() * 700);
      await running;
      clearTimeout(timer);
      const own = await hands.workspaceFiles();
      // the loop's variable is kept with them
      expect([0, 61]).toContain(own.length);
    }
  },
  timeoutMs,
);
