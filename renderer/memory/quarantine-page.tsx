import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type NoteState, useEndpoint } from '../api/index.ts';
import { useKeptFocus } from '../lib/use-kept-focus.ts';
import { Empty, ErrorState, Segmented, Skeleton } from '../ui/index.ts';
import { MemoryPageFrame } from './memory-page-frame.tsx';
import { QuarantinedCard } from './quarantined-card.tsx';

const states = ['waiting', 'expired', 'released', 'dropped'] as const satisfies readonly NoteState[];

/** What agents wanted to remember of others' words: the owner releases it, or it is nobody's memory. */
export function QuarantinePage() {
  const { t } = useTranslation('quarantine');
  const [state, setState] = useState<NoteState>('waiting');
  return (
    <MemoryPageFrame title={t('title')} back={t('back')}>
      <p className="mb-4 text-ink-muted">{t('lead')}</p>
      <Segmented
        label={t('states')}
        value={state}
        onChange={setState}
        options={states.map((value) => ({ value, label: t(`state.${value}`) }))}
      />
      <Notes key={state} state={state} />
    </MemoryPageFrame>
  );
}

function Notes({ state }: { state: NoteState }) {
  const { t } = useTranslation('quarantine');
  const list = useEndpoint('getQuarantine', { query: state === 'waiting' ? {} : { state } });
  const notes = list.data?.data;
  const kept = useKeptFocus<HTMLDivElement>(notes?.length);
  return (
    <div ref={kept} tabIndex={-1} className="outline-none">
      {list.isPending ? (
        <Skeleton lines={5} className="mt-6" />
      ) : !notes ? (
        <ErrorState error={list.error} onRetry={() => list.refetch()} className="mt-6" />
      ) : notes.length === 0 ? (
        <Empty icon={<ShieldCheck />} title={t(`empty.${state}`)} className="mt-8">
          {t(`emptyText.${state}`)}
        </Empty>
      ) : (
        <>
          {state === 'waiting' ? null : (
            <p className="mt-4 text-sm text-ink-muted">{t(`emptyText.${state}`)}</p>
          )}
          <ul aria-label={t(`state.${state}`)} className="mt-4 space-y-3">
            {notes.map((note) => (
              <li key={note.id}>
                <QuarantinedCard note={note} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
