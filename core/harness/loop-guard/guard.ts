import { rewoundSeqs } from '../../context/index.ts';
import type { NewEvent, StoredEvent } from '../../events/index.ts';
import { askUserName, errorOutcome, type ToolOutcome } from '../../tools/index.ts';
import type { Answer, RequestedCall } from '../answer.ts';
import { fingerprint } from './fingerprint.ts';
import { type EndedCall, momentsOf, refusedMark } from './history.ts';
import { judge, type LoopVerdict, printed } from './judge.ts';
import { stepEvents } from './steps.ts';
import { oftenEnough, thinkFirst } from './wording.ts';

/** Watches one session for going in circles. Holds nothing but fingerprints that can be made again from the log. */
export interface LoopGuard {
  /** What has to be appended before the model is asked again; empty when all is well or everything is said. */
  step(events: readonly StoredEvent[]): NewEvent[];
  /**
   * For the calls of one answer, in its order: why a call is not run, or null. `events` is the log before the answer; without a
   * `think` tool a paragraph of the answer counts as the thought.
   */
  refusals(events: readonly StoredEvent[], answer: Answer, hasThink: boolean): (ToolOutcome | null)[];
}

/** How often the same call may stand in one answer. */
const mostCopies = 5;

/** One per wake. */
export function createLoopGuard(): LoopGuard {
  const prints = new WeakMap<object, ReturnType<typeof printed>>();
  const printOf = (call: EndedCall) => {
    const print = prints.get(call.content) ?? printed(call);
    prints.set(call.content, print);
    return print;
  };
  const verdictOn = (events: readonly StoredEvent[]) =>
    judge(momentsOf(events, rewoundSeqs(events)), printOf);
  return {
    step: (events) => stepEvents(verdictOn(events)),
    refusals(events, answer, hasThink) {
      const calls = answer.blocks.flatMap((block) => (block.kind === 'call' ? [block.call] : []));
      if (calls.length === 0) return [];
      if (owesThought(verdictOn(events), answer, hasThink))
        return calls.map((call) => (mayComeFirst(call) ? null : refusal(thinkFirst, 'think_first')));
      return copies(calls);
    },
  };
}

function owesThought(verdict: LoopVerdict, answer: Answer, hasThink: boolean): boolean {
  if (!verdict.owesThought) return false;
  const first = answer.blocks.findIndex((block) => block.kind === 'call' && !mayComeFirst(block.call));
  return !answer.blocks.slice(0, first < 0 ? undefined : first).some((block) => isThought(block, hasThink));
}

function isThought(block: Answer['blocks'][number], hasThink: boolean): boolean {
  if (block.kind === 'call') return block.call.name === 'think' && block.call.invalidJson === null;
  return block.event.type === 'agent.thinking' || (!hasThink && block.event.type === 'agent.message');
}

// thinking is what is asked for, and asking the owner is never wrong
function mayComeFirst(call: RequestedCall): boolean {
  return call.name === 'think' || call.name === askUserName;
}

function copies(calls: readonly RequestedCall[]): (ToolOutcome | null)[] {
  const counts = new Map<string, number>();
  return calls.map((call) => {
    const key = fingerprint(call.name, call.input, [], false).call;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count > mostCopies ? refusal(oftenEnough, 'copy') : null;
  });
}

function refusal(text: string, why: string): ToolOutcome {
  return errorOutcome(text, { [refusedMark]: why });
}
