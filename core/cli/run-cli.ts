import { describeError, HoldfastError } from '../base/index.ts';
import { UsageError } from './arguments.ts';
import { ApiError } from './client.ts';
import { alarmsCommand } from './commands/alarms.ts';
import { auditCommand } from './commands/audit.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { runCommand } from './commands/run.ts';
import { serveCommand } from './commands/serve.ts';
import { sessionsCommand } from './commands/sessions.ts';
import { helpText } from './help.ts';
import { type Terminal, visible } from './terminal.ts';
import { version } from './version.ts';

/** A command: its words after the name; resolves with the exit code. */
export type Command = (words: readonly string[], terminal: Terminal) => Promise<number>;

const commands: Record<string, Command> = {
  run: runCommand,
  serve: serveCommand,
  sessions: sessionsCommand,
  export: exportCommand,
  import: importCommand,
  alarms: alarmsCommand,
  audit: auditCommand,
  doctor: doctorCommand,
};

/** The `holdfast` command. Exit codes: 0 done, 1 failed, 2 called wrongly. Never throws. */
export async function runCli(words: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = words;
  if (name === '--version' || name === '-v') {
    terminal.out(`${version}\n`);
    return 0;
  }
  if (
    name === undefined ||
    name === '--help' ||
    name === '-h' ||
    name === 'help' ||
    rest.includes('--help')
  ) {
    terminal.out(helpText);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  try {
    if (command === undefined) throw new UsageError(`there is no command "${visible(name)}"`);
    return await command(rest, terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.say(`holdfast: ${error.message}\nSee holdfast --help.\n`);
      return 2;
    }
    terminal.say(`holdfast: ${visible(sentenceOf(error))}\n`);
    return 1;
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  if (error instanceof HoldfastError) {
    const { sentence, nextStep } = describeError(error.code);
    return `${sentence} ${nextStep} (${error.message})`;
  }
  return error instanceof Error ? error.message : String(error);
}
