import { createPicker, rewoundSeqs } from '../../context/index.ts';
import { type StoredEvent, textOf } from '../../events/index.ts';
import type { CallPreview, Decision } from '../../gate/index.ts';
import { names } from '../deliberation/index.ts';

/**
 * All that a judge is shown. Nothing of it was written by anybody but the owner, except for the tool's name: what others wrote, and what the
 * agent wrote after reading it, is told of by length and origin only.
 */
export interface JudgeFacts {
  tool: string;
  /** What the call does, as its tool is labelled. */
  effect: string;
  /** Targets in the owner's words. */
  targets: string[];
  arguments: { name: string; characters: number; from: 'owner' | 'trusted' | 'untrusted' | 'agent' }[];
  /** The owner's messages, newest last. */
  owner_said: string[];
}

const mostMessages = 6;
const mostCharacters = 2000;
const mostTargets = 10;
const sayings = createPicker(['user.message']);

/** What the owner said in messages; answers that the agent worded are not theirs. */
function ownersMessages(events: readonly StoredEvent[]): string[] {
  const rewound = rewoundSeqs(events);
  return sayings(events).flatMap(({ seq, event }) =>
    event.type === 'user.message' && !rewound(seq) ? [textOf(event.content)] : [],
  );
}

/** The facts of a call, or null where a target is not named in the owner's messages: then there is nothing to judge. */
export function judgeFacts({
  tool,
  preview,
  decision,
  input,
  events,
}: {
  tool: string;
  preview: CallPreview;
  decision: Pick<Decision, 'judged'>;
  input: Record<string, unknown>;
  events: readonly StoredEvent[];
}): JudgeFacts | null {
  if (decision.judged === null) return null;
  const said = ownersMessages(events);
  const targets =
    preview.target === 'folder'
      ? preview.paths.map((path) => namedFile(said, path))
      : (decision.judged.targets ?? []).map(({ value }) => value.slice(0, 300));
  if (targets.length === 0 || targets.length > mostTargets) return null;
  const named = targets.flatMap((target) => target ?? []);
  if (named.length !== targets.length) return null;
  return {
    tool,
    effect: preview.effect,
    targets: named,
    arguments: Object.entries(input).map(([name, value]) => ({
      name: /^\w{1,40}$/.test(name) ? name : 'other',
      characters: typeof value === 'string' ? value.length : (JSON.stringify(value) ?? '').length,
      from: originOf(name, decision.judged?.origins ?? []),
    })),
    owner_said: said.slice(-mostMessages).map((text) => text.slice(0, mostCharacters)),
  };
}

// every part of the path below the folder, each in the owner's words: none of it is anybody else's text
function namedFile(said: readonly string[], path: string): string | null {
  const [folder, ...inside] = path.replace('/mnt/folders/', '').split('/');
  if (folder === undefined || inside.length === 0) return null;
  const isNamed = inside.every((part) => part.length >= 3 && said.some((text) => names(text, part)));
  return isNamed ? `${inside.join('/')} in the granted folder` : null;
}

function originOf(
  name: string,
  origins: readonly { path: string; origin: 'owner' | 'trusted' | 'untrusted' | 'model' }[],
): JudgeFacts['arguments'][number]['from'] {
  const of = origins.filter(
    ({ path }) => path === name || (/^[.[]/.test(path.slice(name.length)) && path.startsWith(name)),
  );
  if (of.some(({ origin }) => origin === 'untrusted')) return 'untrusted';
  if (of.length === 0 || of.some(({ origin }) => origin === 'model')) return 'agent';
  return of.every(({ origin }) => origin === 'owner') ? 'owner' : 'trusted';
}
