import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import { type CallGrantContent, call, type GrantProposal } from '../api/index.ts';

/** How long the owner's typing must rest before their words are read. */
const restMs = 300;

/** What the words of the next message suggest; [] while nothing does. */
export function useProposals(sessionId: string, text: string): readonly GrantProposal[] {
  const settled = useSettled(text.trim());
  const query = useQuery({
    queryKey: ['proposeGrants', sessionId, settled],
    queryFn: ({ signal }) =>
      call('proposeGrants', { body: { text: settled, session_id: sessionId }, signal }),
    enabled: settled !== '',
    placeholderData: keepPreviousData,
  });
  return settled === '' ? [] : (query.data?.data ?? []);
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), text === '' ? 0 : restMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

interface Choices {
  /** What the owner switched by hand, by the grant's own words. */
  bySession: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
}

const useChoices = create<Choices>(() => ({ bySession: {} }));

/** Whether each proposal stands with the next message, and how to switch it. */
export function useChosen(sessionId: string, proposals: readonly GrantProposal[]) {
  const chosen = useChoices((state) => state.bySession[sessionId]) ?? {};
  return {
    rows: proposals.map((proposal) => ({ proposal, isOn: chosen[proposal.text] ?? proposal.is_on })),
    set(text: string, isOn: boolean) {
      useChoices.setState(({ bySession }) => ({
        bySession: { ...bySession, [sessionId]: { ...bySession[sessionId], [text]: isOn } },
      }));
    },
    /** The message is sent: the next one begins anew. */
    clear() {
      useChoices.setState(({ bySession }) => ({ bySession: { ...bySession, [sessionId]: {} } }));
    },
  };
}

/**
 * The grants that stand with exactly these words: read once more when they are sent, so that nothing is granted for words that were
 * typed since the card was drawn. Only what the card showed as on is given.
 */
export async function grantsFor(
  sessionId: string,
  text: string,
  isOn: (proposal: GrantProposal) => boolean,
): Promise<CallGrantContent[]> {
  const { data } = await call('proposeGrants', { body: { text, session_id: sessionId } });
  return data.filter(isOn).map(({ is_on: _, ...grant }) => grant);
}
