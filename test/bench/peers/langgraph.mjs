// The tool loop of `warm-turn.ts` with LangGraph's prebuilt agent and its SQLite saver, every checkpoint durable before the next step.
// Started by the bench with {baseUrl, turns, repetitions, system, folder} as JSON; says {"result": …}.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ChatAnthropic } from '@langchain/anthropic';
import { tool } from '@langchain/core/tools';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';
import { z } from 'zod';

process.env.LANGSMITH_TRACING = 'false';
const { baseUrl, turns, repetitions, system, folder } = JSON.parse(process.argv[2]);

const freshText = (size) =>
  randomBytes(Math.ceil((size * 3) / 4))
    .toString('base64')
    .slice(0, size);
const read = tool(async () => freshText(4096), {
  name: 'bench_read',
  description: 'Reads a chapter of a book.',
  schema: z.object({ file_path: z.string() }),
});
const saver = SqliteSaver.fromConnString(join(folder, 'langgraph.db'));
const model = new ChatAnthropic({
  model: 'bench',
  apiKey: 'bench-key',
  anthropicApiUrl: baseUrl,
  maxTokens: 8192,
  streaming: true,
  maxRetries: 0,
});
const agent = createReactAgent({ llm: model, tools: [read], prompt: system, checkpointer: saver });

const msPerTurn = [];
let cpu = process.cpuUsage();
for (let index = 0; index <= repetitions; index += 1) {
  if (index === 1) cpu = process.cpuUsage();
  const start = performance.now();
  const { messages } = await agent.invoke(
    { messages: [{ role: 'user', content: 'Read the book, chapter by chapter.' }] },
    { configurable: { thread_id: `thread-${index}` }, recursionLimit: 4 * turns, durability: 'sync' },
  );
  msPerTurn.push((performance.now() - start) / turns);
  const results = messages.filter((message) => message.getType() === 'tool').length;
  if (results !== turns) throw new Error(`${results} results instead of ${turns}`);
}
const { user, system: kernel } = process.cpuUsage(cpu);
const result = { msPerTurn, cpuMsPerTurn: (user + kernel) / 1000 / repetitions / turns };
process.stdout.write(`${JSON.stringify({ result })}\n`);
