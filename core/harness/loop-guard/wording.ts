import type { LoopLevel, LoopVerdict } from './judge.ts';

/** The owner's two ready answers; any other is told to the model as it stands. */
export const goOn = 'Go on';
export const stopHere = 'Stop';

/** What the model reads. Names of tools only: nothing that a tool or a page has said gets into the harness's voice. */
export function noteText(verdict: LoopVerdict, level: LoopLevel): string {
  return `${whatHappens(verdict)} ${whatNow[level]}`;
}

const whatNow: Readonly<Record<LoopLevel, string>> = {
  1: 'Going on like this will not help: do something else, or tell the owner what is missing. If you are waiting for something, call wait between two looks.',
  2: 'Before the next tool call, think: call think (or reason) about why nothing changes and what else could be done. Until then no other tool is run.',
  3: 'The harness has stopped here and asks the owner whether to go on.',
};

/** Why a call was not run that came before the thought that is owed. */
export const thinkFirst =
  'Not run: Holdfast’s harness asks for a thought first, because the last calls brought nothing new. Call think about why nothing changes and what else could be done; then calls run again.';

/** Why a call was not run that stands in one answer again and again. */
export const oftenEnough =
  'Not run: the same call stands several times in this one answer, and the copies before it were run. Read their results first.';

/** The question for the owner. */
export function ownerQuestion(verdict: LoopVerdict): { question: string; options: string[]; why: string } {
  return {
    question: `It seems to be going in circles. ${whatHappens(verdict)} Shall it go on?`,
    options: [goOn, stopHere],
    why: 'Each further round costs time and tokens. You can also answer with what it should do instead.',
  };
}

function whatHappens({ kind, tool, staleIds, period }: LoopVerdict): string {
  const name = `"${tool.replace(/[^\w.:-]/g, '').slice(0, 60)}"`;
  const times = staleIds.length + 1;
  switch (kind) {
    case 'repeat':
      return `${name} was called ${times} times with the same arguments and the same result.`;
    case 'cycle':
      return `The same ${period} calls go round with the same results; the last of them was ${name}.`;
    case 'error':
      return `The same error came back ${times} times; the last time from ${name}.`;
    case 'no_news':
      return staleIds.length === 0
        ? `The last calls keep giving answers that were already there; the last of them was ${name}.`
        : `The last ${staleIds.length} calls brought nothing that was not already there; the last of them was ${name}.`;
  }
}
