import { realpath } from 'node:fs/promises';
import { storedEventSchema } from '../../api/contract.ts';
import { answerWhatWaits } from '../approvals.ts';
import { dataOptions, modelOptions, onlyWord, parseCommand, UsageError } from '../arguments.ts';
import { modelOption } from '../model-option.ts';
import { type Opened, withHouse } from '../open.ts';
import { oneLine, type Terminal } from '../terminal.ts';
import { createTranscript } from '../transcript.ts';

const options = {
  ...dataOptions,
  ...modelOptions,
  folder: { type: 'string', multiple: true },
  write: { type: 'boolean' },
  'yes-never': { type: 'boolean' },
} as const;

/**
 * `holdfast run "task"`: one session, from here. The answer streams to stdout, everything else to stderr. Approvals are
 * asked on the terminal; where nobody can be asked they are denied, and that is said. Exit code 0: the turn ended; 1 also after an alarm.
 */
export async function runCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseCommand(words, options);
  const task = onlyWord(positionals, 'the task');
  if (values.write && values.folder === undefined) throw new UsageError('--write goes with --folder');
  const access = values.write ? ('read_write' as const) : ('read' as const);
  const folders = await Promise.all(
    (values.folder ?? []).map(async (path) => ({ path: await existing(path), access })),
  );
  const model = await modelOption(values.model, terminal.env);
  const mayAsk = terminal.isInteractive && values['yes-never'] !== true;
  return withHouse({ dataDir: values['data-dir'], model }, terminal, (opened) =>
    runTask(opened, terminal, { task, folders, mayAsk }),
  );
}

interface Task {
  task: string;
  folders: { path: string; access: 'read' | 'read_write' }[];
  mayAsk: boolean;
}

async function runTask(
  { client }: Opened,
  terminal: Terminal,
  { task, folders, mayAsk }: Task,
): Promise<number> {
  const body = { title: oneLine(task, 60), folders };
  const { id } = await client.call('createSession', { body });
  terminal.say(`session ${id}\n`);
  const parameters = { id };
  const over = new AbortController();
  let hasStopped = false;
  let hasAlarm = false;
  const stopListening = terminal.onStop(() => {
    // the first time the agent is stopped, the second time the command
    if (hasStopped) over.abort();
    else client.call('interrupt', { parameters }).catch(() => over.abort());
    hasStopped = true;
  });
  const transcript = createTranscript(terminal);
  try {
    const frames = client.frames(`/sessions/${id}/stream?after_seq=0`, over.signal);
    await client.call('sendMessage', { parameters, body: { content: task } });
    for await (const frame of frames) {
      transcript.show(frame);
      if (frame.event === 'holdfast.alarm') {
        hasAlarm = true;
        terminal.say(`${alarmWords}\n`);
      }
      // it stands still until its owner has looked at it: nobody here can say that they did
      if (hasAlarm && frame.event === 'holdfast.pause_reached') return 1;
      if (frame.event !== 'session.status_idle') continue;
      const { event } = storedEventSchema.parse(frame.data);
      if (event.type !== 'session.status_idle') continue;
      const { type } = event.stop_reason;
      if (type === 'requires_action' && !hasStopped) await answerWhatWaits(client, terminal, id, mayAsk);
      else return type === 'end_turn' && !hasStopped && !hasAlarm ? 0 : 1;
    }
    return 1;
  } finally {
    stopListening();
    over.abort();
    transcript.end();
  }
}

const alarmWords =
  'Alarm: the agent used a secret that Holdfast planted and that no task needs. It was stopped and the session is paused: see holdfast alarms, or open it in the app.';

async function existing(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    throw new UsageError(`--folder: ${path} cannot be opened`, { cause: error });
  }
}
