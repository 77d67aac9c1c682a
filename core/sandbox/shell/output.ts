import type { CommandNode, ScriptNode, SimpleCommandNode, StatementNode, WordNode } from 'just-bash';
import { InMemoryFs } from 'just-bash';

/** Where statements write to while they run; a folder that nobody else knows. */
export const outputFolder = '/dev/.output';
const files = { stdout: `${outputFolder}/1`, stderr: `${outputFolder}/2` };
/** How much of a command's output is kept, in characters. */
const mostUnits = 8_000_000;
const flushMs = 50;

type Stream = 'stdout' | 'stderr';
type Content = Parameters<InMemoryFs['appendFile']>[1];
type Options = Parameters<InMemoryFs['appendFile']>[2];

/**
 * Takes what statements write, in the order in which they end, and tells it on while the command runs. A file system, because redirection is
 * the library's only way out before the end.
 */
export class OutputSink extends InMemoryFs {
  readonly #tell: (stream: Stream, text: string) => void;
  #waiting: { stream: Stream; text: string } | undefined;
  #toldAt = 0;
  #text = '';

  constructor(tell: (stream: Stream, text: string) => void) {
    super();
    this.#tell = tell;
  }

  override async appendFile(path: string, content: Content, options?: Options): Promise<void> {
    this.take(path.endsWith('2') ? 'stderr' : 'stdout', textOf(content, options));
  }

  override writeFile(path: string, content: Content, options?: Options): Promise<void> {
    return this.appendFile(path, content, options);
  }

  take(stream: Stream, given: string): void {
    const text = given.slice(0, mostUnits - this.#text.length);
    if (text === '') return;
    this.#text += text;
    if (this.#waiting?.stream !== stream) this.flush();
    this.#waiting = { stream, text: (this.#waiting?.text ?? '') + text };
    // a timer would not come: the command's loops do not leave this thread
    if (Date.now() - this.#toldAt >= flushMs) this.flush();
  }

  flush(): void {
    if (this.#waiting) this.#tell(this.#waiting.stream, this.#waiting.text);
    this.#waiting = undefined;
    this.#toldAt = Date.now();
  }

  /** Everything, in order. */
  text(): string {
    return this.#text;
  }
}

function textOf(content: Content, options: Options): string {
  if (typeof content !== 'string') return Buffer.from(content).toString('utf8');
  const encoding = typeof options === 'string' ? options : options?.encoding;
  return encoding === 'binary' ? Buffer.from(content, 'latin1').toString('utf8') : content;
}

// `exec` redirects the shell itself, which would end with the group; an unset variable that has to be set ends a group and not the script
const leftAlone = /"value":"(?:exec|nounset|-\w*u\w*)"|"ErrorIfUnset"/;

/**
 * The script with each statement writing to the sink, inside of loops and conditions too. What ends a statement early (`break`, `exit`) lets
 * its output come with the end.
 */
export function streaming(script: ScriptNode): ScriptNode {
  if (leftAlone.test(JSON.stringify(script))) return script;
  return { ...script, statements: script.statements.map(streamed) };
}

function streamed(statement: StatementNode): StatementNode {
  if (statement.background || statement.deferredError !== undefined) return statement;
  const [pipeline, ...others] = statement.pipelines;
  const [command, ...piped] = pipeline?.commands ?? [];
  if (pipeline && command && others.length + piped.length === 0 && !pipeline.negated && !pipeline.timed) {
    const opened = withStreamedBodies(command);
    if (opened) return { ...statement, pipelines: [{ ...pipeline, commands: [opened] }] };
  }
  const { sourceText, ...inner } = statement;
  return {
    type: 'Statement',
    pipelines: [
      {
        type: 'Pipeline',
        commands: [
          {
            type: 'Group',
            body: [inner],
            redirections: [appendTo(1, files.stdout), appendTo(2, files.stderr)],
          },
        ],
        negated: false,
      },
    ],
    operators: [],
    background: false,
    ...(statement.line === undefined ? {} : { line: statement.line }),
    ...(sourceText === undefined ? {} : { sourceText }),
  };
}

/** A loop or condition whose statements stream; undefined for any other command, and where its output goes elsewhere. */
function withStreamedBodies(command: CommandNode): CommandNode | undefined {
  if (command.type === 'FunctionDef') return command;
  if (command.redirections.length > 0) return undefined;
  switch (command.type) {
    case 'For':
    case 'CStyleFor':
    case 'Group':
      return { ...command, body: command.body.map(streamed) };
    case 'While':
    case 'Until':
      return {
        ...command,
        condition: command.condition.map(streamed),
        body: command.body.map(streamed),
      };
    case 'If':
      return {
        ...command,
        clauses: command.clauses.map(({ condition, body }) => ({
          condition: condition.map(streamed),
          body: body.map(streamed),
        })),
        elseBody: command.elseBody?.map(streamed) ?? null,
      };
    case 'Case':
      return {
        ...command,
        items: command.items.map((item) => ({ ...item, body: item.body.map(streamed) })),
      };
    default:
      return undefined;
  }
}

const word = (value: string): WordNode => ({ type: 'Word', parts: [{ type: 'SingleQuoted', value }] });

function appendTo(fd: number, path: string): SimpleCommandNode['redirections'][number] {
  return { type: 'Redirection', fd, operator: '>>', target: word(path) };
}

/** The script behind a `cd` into a folder, so that the shell knows where it was before: `cd -` leads there. */
export function beginningIn(folder: string, script: ScriptNode): ScriptNode {
  const cd: CommandNode = {
    type: 'SimpleCommand',
    name: word('cd'),
    args: [word('--'), word(folder)],
    assignments: [],
    redirections: [],
  };
  const statement: StatementNode = {
    type: 'Statement',
    pipelines: [{ type: 'Pipeline', commands: [cd], negated: false }],
    operators: [],
    background: false,
  };
  return { ...script, statements: [statement, ...script.statements] };
}
