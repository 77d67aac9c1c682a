import { summaryMark } from '../context/index.ts';
import {
  isJudgeRequest,
  ModelError,
  type ModelMessage,
  type ModelProvider,
  type ModelRequest,
  noUsage,
} from '../model/index.ts';
import { askUserName } from '../tools/index.ts';

/** What the scripted model does next: a call of the row (`index`), or a question to the owner about it. */
export interface Move {
  index: number;
  kind: 'call' | 'question';
}

/** The calls of one row, made in order by a model that does whatever its script says. */
export interface Script {
  calls: readonly { tool: string; args: Record<string, unknown> }[];
  /** Whether the tool of a call was run: the model goes on with the next. */
  hasRun(index: number): boolean;
  /** Told which tool use belongs to which call. */
  made(toolUseId: string, move: Move): void;
  /** What the model says at the end, from all that it was told on the way. */
  lastWords?: string | ((read: string) => string);
  /** What it puts under the record when it is asked for a summary. */
  summary?: string;
}

/** How often one call is tried: a refusal that says what is missing is met, as the worst model would. */
const triesPerCall = 4;

/**
 * A model that plays one script at a time: `play` sets it. Every call comes with a thought. A call that is refused because the owner
 * has not named its target is asked about with `ask_user` and made again; any other refusal is taken, and the script goes on.
 */
export function createScriptedModel({
  judge = '',
}: {
  /** What it says when it is asked to judge a call. */
  judge?: string;
} = {}): ModelProvider & { play(script: Script): void; requests(): readonly ModelRequest[] } {
  let script: Script | null = null;
  let requests: ModelRequest[] = [];
  let index = 0;
  let tries = 0;
  let count = 0;

  function next(messages: readonly ModelMessage[]): { move: Move; name: string; input: unknown } | null {
    if (script === null) throw new ModelError('model_not_set', 'there is no script');
    const last = resultText(messages);
    const unnamed = unnamedIn(last);
    const isSettled =
      tries > 0 && (script.hasRun(index) || !isWorthAnotherTry(last) || tries >= triesPerCall);
    if (isSettled) {
      index += 1;
      tries = 0;
    }
    const call = script.calls[index];
    if (!call) return null;
    if (!isSettled && unnamed !== null) {
      const question = `Shall I call ${call.tool} with ${unnamed} ?`;
      return {
        move: { index, kind: 'question' },
        name: askUserName,
        input: { question, options: ['Yes', 'No'] },
      };
    }
    tries += 1;
    return { move: { index, kind: 'call' }, name: call.tool, input: call.args };
  }

  return {
    name: 'scripted',
    /** Those of the script that is played, in order. */
    requests: () => requests,
    play(given) {
      script = given;
      requests = [];
      index = 0;
      tries = 0;
    },
    async *stream(request) {
      const asked = isJudgeRequest(request)
        ? judge
        : isSummaryRequest(request)
          ? `${recordOf(request)}\n\n${script?.summary ?? ''}`
          : null;
      const move = asked === null ? next(request.messages) : null;
      requests.push(request);
      count += 1;
      const usage = { ...noUsage, input_tokens: 1, output_tokens: 1 };
      yield { type: 'message_start', id: `msg_${count}`, model: request.model, usage };
      if (move === null) {
        const block = { type: 'text' as const, text: asked ?? lastWordsOf(script, request.messages) };
        yield { type: 'block_start', index: 0, block: { type: 'text' } };
        yield { type: 'block_stop', index: 0, block };
        yield { type: 'message_stop', stopReason: 'end_turn', usage };
        return;
      }
      const thought = { type: 'thinking' as const, thinking: 'This is what I am told to do.', signature: '' };
      yield { type: 'block_start', index: 0, block: { type: 'thinking' } };
      yield { type: 'block_stop', index: 0, block: thought };
      const id = `toolu_${count}`;
      const block = { type: 'tool_use' as const, id, name: move.name, input: move.input };
      script?.made(id, move.move);
      yield { type: 'block_start', index: 1, block: { type: 'tool_use', id, name: move.name } };
      yield { type: 'block_stop', index: 1, block };
      yield { type: 'message_stop', stopReason: 'tool_use', usage };
    },
    check: async () => ({ state: 'ready', message: 'The script is ready.' }),
  };
}

function lastWordsOf(script: Script | null, messages: readonly ModelMessage[]): string {
  const words = script?.lastWords ?? 'That is all I can say.';
  return typeof words === 'string'
    ? words
    : words(messages.map((message) => resultText([message])).join('\n'));
}

function isSummaryRequest({ messages }: ModelRequest): boolean {
  return textOfLast(messages).includes(summaryMark);
}

/** What a summary has to repeat. */
function recordOf({ messages }: ModelRequest): string {
  return /<record>\n(.*)\n<\/record>/s.exec(textOfLast(messages))?.[1] ?? '';
}

function textOfLast(messages: readonly ModelMessage[]): string {
  const block = messages.at(-1)?.content.at(-1);
  return block?.type === 'text' ? block.text : '';
}

function resultText(messages: readonly ModelMessage[]): string {
  const blocks = messages.at(-1)?.content ?? [];
  return blocks
    .flatMap((block) => (block.type === 'tool_result' ? block.content : []))
    .map((block) => (block.type === 'text' ? block.text : ''))
    .join('\n');
}

/** What the refusal says that the owner has to name, word for word. */
function unnamedIn(text: string): string | null {
  return (
    /^Not run, and the owner was not asked:.*The owner has not named (.*)\. Ask with ask_user first/s.exec(
      text,
    )?.[1] ?? null
  );
}

// a question that was answered with yes, or a refusal that says what to do first
function isWorthAnotherTry(text: string): boolean {
  return /^Not run, and the owner was not asked:/.test(text) || text.trim() === 'Yes';
}
