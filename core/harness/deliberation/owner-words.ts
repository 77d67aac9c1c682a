import { createPicker, rewoundSeqs } from '../../context/index.ts';
import { type StoredEvent, textOf } from '../../events/index.ts';
import { askUserName } from '../../tools/index.ts';
import { names, saysNo, saysYes } from './naming.ts';

/** Words that count as the owner's: their messages, and what they agreed to when they were asked. */
export interface OwnerWords {
  said: readonly string[];
  /** Questions that were plainly answered with yes: what they name, the owner has named. */
  agreed: readonly string[];
}

const sayings = createPicker(['user.message', 'agent.custom_tool_use', 'user.custom_tool_result']);

/** Gathers them from the log. What a declined question names does not count; nor does what was rewound. */
export function ownerWords(events: readonly StoredEvent[]): OwnerWords {
  const said: string[] = [];
  const agreed: string[] = [];
  const questions = new Map<string, string>();
  const rewound = rewoundSeqs(events);
  for (const { seq, event } of sayings(events)) {
    if (rewound(seq)) continue;
    if (event.type === 'user.message') said.push(textOf(event.content));
    else if (event.type === 'agent.custom_tool_use' && event.name === askUserName) {
      const { question } = event.input;
      if (typeof question === 'string') questions.set(event.id, question);
    } else if (event.type === 'user.custom_tool_result' && event.is_error !== true) {
      const question = questions.get(event.custom_tool_use_id);
      if (question === undefined) continue;
      const answer = textOf(event.content ?? []);
      if (saysYes(answer)) agreed.push(question);
      if (!saysNo(answer)) said.push(answer);
    }
  }
  return { said, agreed };
}

/** The targets that the owner has not named. */
export function unnamedTargets(words: OwnerWords, targets: readonly string[]): string[] {
  return targets.filter(
    (target) =>
      !words.said.some((text) => names(text, target)) &&
      !words.agreed.some((question) => names(question, target)),
  );
}
