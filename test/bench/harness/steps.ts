import { join } from 'node:path';
import { systemRuntime } from '../../../core/base/index.ts';
import { startDataClient } from '../../../core/db/index.ts';
import type { NewEvent } from '../../../core/events/index.ts';
import { createLog, type Log } from '../../../core/log/index.ts';
import { freshText } from './fresh-text.ts';
import { sizeOf, writtenBytes } from './measure.ts';

const runtime = systemRuntime();
/** Payload of one step in bytes: the model's message, the call's arguments and the result. */
export const stepBytes = 2048 + 4096 + 300;

/** The two commits of a tool turn: the model's message with the call and its intent, then the result. */
export async function durableStep(log: Log, sessionId: string): Promise<void> {
  const id = runtime.ids.next('sevt');
  const message: NewEvent[] = [
    { type: 'agent.message', content: [{ type: 'text', text: freshText(2048) }] },
    {
      id,
      type: 'agent.tool_use',
      name: 'read',
      input: { file_path: `/workspace/${freshText(200)}` },
      evaluated_permission: 'allow',
    },
    {
      type: 'holdfast.tool_intent',
      tool_use_id: id,
      tool: 'read',
      input_hash: id,
      recovery: 'pure',
      idempotency_key: id,
      verdict: { decision: 'allow', rule: 'default', reason: 'It touches nothing outside the session.' },
    },
  ];
  await log.append({ sessionId, events: message });
  await log.append({
    sessionId,
    events: [
      {
        type: 'agent.tool_result',
        tool_use_id: id,
        content: [{ type: 'text', text: freshText(4096) }],
        is_error: false,
      },
    ],
  });
}

export interface StepRun {
  ms: number;
  diskBytes: number;
  indexBytes: number;
  writtenBytes: number | null;
  sessionId: string;
}

/** `count` durable steps in a new data folder, through the data worker as in the app. */
export async function runSteps(folder: string, workerPath: string, count: number): Promise<StepRun> {
  const data = await startDataClient({ workerPath, dataDir: folder });
  const log = createLog(data, runtime);
  const { id: sessionId } = await log.createSession({
    agent: {},
    environmentId: 'env',
    title: 'bench',
    metadata: {},
  });
  const before = writtenBytes();
  const start = performance.now();
  for (let index = 0; index < count; index += 1) await durableStep(log, sessionId);
  const ms = performance.now() - start;
  const after = writtenBytes();
  await data.close();
  return {
    ms,
    sessionId,
    diskBytes: sizeOf(join(folder, 'holdfast.db')),
    indexBytes: sizeOf(join(folder, 'index.db')),
    writtenBytes: before === null || after === null ? null : after - before,
  };
}
