import type { LiveFrame, WireEvent } from '../../api/index.ts';

export type Draft =
  | { kind: 'message'; id: string; texts: string[]; isPartial: boolean }
  | { kind: 'thinking'; id: string; text: string }
  | { kind: 'tool'; id: string; name: string; partialJson: string };

/** What is being written at this moment, in the order it began; and what running tools print. */
export interface Drafts {
  open: Map<string, Draft>;
  output: Map<string, string>;
  started: Set<string>;
}

/** The console of a running tool shows its end; the whole comes with the result. */
const longestOutput = 64_000;

export function noDrafts(): Drafts {
  return { open: new Map(), output: new Map(), started: new Set() };
}

/** Takes in one live frame. */
export function takeFrame(drafts: Drafts, frame: LiveFrame): void {
  switch (frame.type) {
    case 'event_start':
      open(drafts, frame.event.id, frame.event.type === 'agent.message' ? 'message' : 'thinking', false);
      return;
    case 'event_delta': {
      // a delta without its start: the beginning was missed, the stored event will bring it
      const draft = open(drafts, frame.event_id, 'message', true);
      if (draft.kind !== 'message') return;
      draft.texts[frame.delta.index] = (draft.texts[frame.delta.index] ?? '') + frame.delta.content.text;
      return;
    }
    case 'holdfast.thinking_delta': {
      const draft = open(drafts, frame.event_id, 'thinking', true);
      if (draft.kind === 'thinking') draft.text += frame.text;
      return;
    }
    case 'holdfast.tool_input_delta': {
      const known = drafts.open.get(frame.event_id);
      const before = known?.kind === 'tool' ? known.partialJson : '';
      const partialJson = before + frame.partial_json;
      drafts.open.set(frame.event_id, { kind: 'tool', id: frame.event_id, name: frame.name, partialJson });
      return;
    }
    case 'holdfast.tool_started':
      drafts.started.add(frame.tool_use_id);
      return;
    case 'holdfast.tool_output': {
      const text = (drafts.output.get(frame.tool_use_id) ?? '') + frame.text;
      drafts.output.set(frame.tool_use_id, text.slice(-longestOutput));
      return;
    }
    default:
      return;
  }
}

function open(drafts: Drafts, id: string, kind: 'message' | 'thinking', isPartial: boolean): Draft {
  const known = drafts.open.get(id);
  if (known) return known;
  const draft: Draft = kind === 'message' ? { kind, id, texts: [], isPartial } : { kind, id, text: '' };
  drafts.open.set(id, draft);
  return draft;
}

/** A stored event supersedes what was said of it; the end of a turn or an attempt ends everything unfinished. */
export function supersede(drafts: Drafts, event: WireEvent): void {
  drafts.open.delete(event.id);
  if (event.type === 'agent.tool_result') {
    drafts.output.delete(event.tool_use_id);
    drafts.started.delete(event.tool_use_id);
  }
  const ends =
    event.type === 'session.status_idle' ||
    event.type === 'session.status_terminated' ||
    event.type === 'session.status_rescheduled' ||
    event.type === 'session.error' ||
    event.type === 'holdfast.interrupted';
  if (ends) drafts.open.clear();
}
