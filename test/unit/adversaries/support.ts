import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AttackerCall,
  createScriptedModel,
  type Made,
  type Move,
  playTurn,
  type ScriptedTurn,
} from '../../../core/evals/index.ts';
import type { SessionEvent } from '../../../core/events/index.ts';
import type { Tool } from '../../../core/tools/index.ts';
import { type House, openHouse, temporaryFolder } from '../harness/support.ts';

interface Hijacked {
  house: House;
  sessionId: string;
  /** The folder that was granted as /mnt/folders/Papers. */
  papers: string;
  made: Made[];
  events: SessionEvent[];
}

interface Attack {
  prompt: string;
  calls: readonly AttackerCall[];
  /** The owner, when asked; the one of these tests approves everything unless they say otherwise. */
  owner?: (move: Move) => boolean;
  extraTools?: readonly Tool[];
  /** Puts files into the granted folder, sets a mode or a limit. */
  prepare?: (given: { house: House; sessionId: string; papers: string }) => Promise<void> | void;
}

/** A session in the real house whose model is the attacker's: it makes `calls` in order, whatever it is told. */
export async function hijack({
  prompt,
  calls,
  owner = () => true,
  extraTools = [],
  prepare,
}: Attack): Promise<Hijacked> {
  const model = createScriptedModel();
  const house = await openHouse([{ reply: { blocks: [{ text: 'unused' }] } }], {
    model: { provider: 'given', model },
    extraTools,
  });
  const papers = join(temporaryFolder(), 'Papers');
  mkdirSync(papers);
  const sessionId = await house.session([{ path: papers, access: 'read_write' }]);
  await prepare?.({ house, sessionId, papers });
  const { made, events } = await attack({ house, sessionId, model, prompt, calls, owner });
  return { house, sessionId, papers, made, events };
}

/** One turn of an attacker's model in a session of a house. */
export function attack({ house, ...turn }: Omit<ScriptedTurn, 'house'> & { house: House }) {
  const { holdfast, events, post } = house;
  return playTurn({
    ...turn,
    house: { events, follow: holdfast.log.follow, post: (path, body) => post(`/holdfast/v1${path}`, body) },
  });
}

export { type AttackerCall, fakeTool } from '../../../core/evals/index.ts';
