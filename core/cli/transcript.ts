import { liveFrameSchema, storedEventSchema, type WireEvent } from '../api/contract.ts';
import type { Frame } from './client.ts';
import { oneLine, type Terminal, visible } from './terminal.ts';

const lineLength = 100;

/** Shows a session on a terminal as it happens: the agent's words on stdout, one line for each tool call beside it. */
export function createTranscript({ out, say }: Terminal) {
  const streamed = new Set<string>();
  const tools = new Map<string, string>();
  let isMidLine = false;

  const words = (text: string) => {
    if (text === '') return;
    out(visible(text));
    isMidLine = !text.endsWith('\n');
  };
  const line = (text: string) => {
    endLine();
    say(`${text}\n`);
  };
  const endLine = () => {
    if (isMidLine) out('\n');
    isMidLine = false;
  };

  function showEvent(event: WireEvent): void {
    switch (event.type) {
      case 'agent.message':
        if (!streamed.has(event.id))
          words(event.content.map((block) => ('text' in block ? block.text : '')).join(''));
        endLine();
        return;
      case 'agent.tool_use':
        tools.set(event.id, event.name);
        line(`  ${indent(event)}> ${event.name} ${oneLine(JSON.stringify(event.input), lineLength)}`);
        return;
      case 'agent.tool_result': {
        const text = (event.content ?? [])
          .map((block) => (block.type === 'text' ? block.text : `[${block.type}]`))
          .join(' ');
        const duration = event.holdfast?.duration_ms;
        const took = duration === undefined ? '' : ` ${Math.round(duration)} ms`;
        const name = tools.get(event.tool_use_id) ?? 'tool';
        line(
          `  ${indent(event)}< ${name} ${event.is_error ? 'failed' : 'ok'}${took}: ${oneLine(text, lineLength)}`,
        );
        return;
      }
      case 'session.error':
        line(`  ! ${visible(event.error.message)}`);
        return;
      default:
        return;
    }
  }

  return {
    show({ event, data }: Frame): void {
      if (event === 'event_delta') {
        const live = liveFrameSchema.parse(data);
        if (live.type !== 'event_delta') return;
        streamed.add(live.event_id);
        words(live.delta.content.text);
        return;
      }
      const stored = storedEventSchema.safeParse(data);
      if (stored.success) showEvent(stored.data.event);
    },
    end: endLine,
  };
}

function indent(event: { holdfast?: { parent_tool_use_id?: string | undefined } | undefined }): string {
  return event.holdfast?.parent_tool_use_id === undefined ? '' : '  ';
}
