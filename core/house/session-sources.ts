import type { Clock } from '../base/index.ts';
import type { Gate } from '../gate/index.ts';
import type { SessionRecord } from '../log/index.ts';
import type { AgentTools } from '../tools/index.ts';
import type { OwnerRules } from './charter.ts';
import { createChosenModel } from './chosen-model.ts';
import type { ModelSettings } from './model-settings.ts';
import { describeSurroundings } from './surroundings.ts';

export interface SessionSourcesPorts {
  models: Pick<ModelSettings, 'current' | 'windowOf'>;
  toolsOf(agent: Record<string, unknown>): Promise<AgentTools>;
  gate: Gate;
  ownerRules: Pick<OwnerRules, 'current'>;
  clock: Pick<Clock, 'now'>;
}

/** What a session's requests are made of, the same for the harness and for whoever measures them. */
export function createSessionSources({ models, toolsOf, gate, ownerRules, clock }: SessionSourcesPorts) {
  return {
    model: createChosenModel(models),
    tools: (session: SessionRecord) => toolsOf(session.agent),
    surroundings: (session: SessionRecord) => describeSurroundings(gate, session.id, clock.now()),
    ownerRules: () => ownerRules.current(),
  };
}
