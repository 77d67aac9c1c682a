import { Check, CornerUpRight, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type QuarantinedNote, useEndpointMutation } from '../api/index.ts';
import { formatAbsolute } from '../lib/dates.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { links } from '../router/router.ts';
import { AlertDialog, Button, buttonClasses, Card, toast } from '../ui/index.ts';
import { TrustBadge } from './trust-badge.tsx';

/** Words that may not be seen whole. */
const longWords = 600;

/** One note in quarantine: its words, why it is here, what was read before, and what can be done with it. */
export function QuarantinedCard({ note }: { note: QuarantinedNote }) {
  const { t, i18n } = useTranslation('quarantine');
  const date = (at: string) => formatAbsolute(at, i18n.language);
  return (
    <Card className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-ink-faint">
        <TrustBadge trust="untrusted" />
        {note.room === null ? null : <span className="truncate">{t('underRoom', { room: note.room })}</span>}
        <span className="ml-auto">
          {note.settled_at === null
            ? t('waitsUntil', { date: date(note.expires_at) })
            : t('settled', { date: date(note.settled_at) })}
        </span>
      </div>
      <blockquote
        tabIndex={note.text.length > longWords ? 0 : undefined}
        className="mt-2.5 max-h-60 overflow-y-auto break-words whitespace-pre-wrap select-text"
      >
        {note.text}
      </blockquote>
      <p className="mt-2.5 text-sm text-ink-muted">{t(`why.${note.why}`)}</p>
      <ReadBefore note={note} />
      <Actions note={note} />
    </Card>
  );
}

function ReadBefore({ note }: { note: QuarantinedNote }) {
  const { t } = useTranslation('quarantine');
  if (note.read.length === 0) return null;
  return (
    <p className="mt-1 text-sm text-ink-muted">
      {t('readBefore')}{' '}
      {note.read.map(({ event_id: id, seq, tool }, index) => (
        <span key={id}>
          {index > 0 ? ' · ' : ''}
          <a href={`#${links.session(note.session_id, seq)}`} className="text-accent underline">
            {t('readTool', { tool: tool === '' ? t('document') : tool, seq })}
          </a>
        </span>
      ))}
    </p>
  );
}

function Actions({ note }: { note: QuarantinedNote }) {
  const { t } = useTranslation('quarantine');
  const [asking, setAsking] = useState<'release' | 'forget' | null>(null);
  const settle = useEndpointMutation('settleNote', ['palace']);
  const forget = useEndpointMutation('forgetNote', ['palace']);
  // goes on after this card is gone: the list may be asked anew before the answer arrives here
  async function decide(decision: 'release' | 'drop'): Promise<void> {
    await settle.mutateAsync({ params: { id: note.id }, body: { decision } });
    setAsking(null);
    toast.done(t(decision === 'release' ? 'released' : 'dropped'));
  }
  async function forgetWords(): Promise<void> {
    await forget.mutateAsync({ params: { id: note.id } });
    setAsking(null);
    toast.done(t('forgotten'));
  }
  const words = (
    <blockquote className="line-clamp-4 border-l-2 border-line-strong pl-3 break-words text-ink">
      {note.text}
    </blockquote>
  );
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2">
      {note.state === 'waiting' ? (
        <>
          <Button
            variant="secondary"
            icon={<X />}
            isBusy={settle.isPending}
            onClick={() => void decide('drop').catch(showFailure)}
          >
            {t('drop')}
          </Button>
          <Button variant="ghost" icon={<Check />} onClick={() => setAsking('release')}>
            {t('release')}
          </Button>
        </>
      ) : null}
      <a href={`#${links.session(note.session_id, note.seq)}`} className={buttonClasses('ghost')}>
        <CornerUpRight aria-hidden />
        {t('goTo')}
      </a>
      <Button
        variant="ghost"
        icon={<Trash2 />}
        onClick={() => setAsking('forget')}
        className="ml-auto text-denied hover:text-denied"
      >
        {t('forget')}
      </Button>
      <AlertDialog
        isOpen={asking !== null}
        title={t(asking === 'forget' ? 'forgetTitle' : 'releaseTitle')}
        description={
          <>
            {words}
            <p>{t(asking === 'forget' ? 'forgetText' : 'releaseText')}</p>
          </>
        }
        confirmLabel={t(asking === 'forget' ? 'forgetConfirm' : 'releaseConfirm')}
        isDangerous={asking === 'forget'}
        isBusy={settle.isPending || forget.isPending}
        onConfirm={() => void (asking === 'forget' ? forgetWords() : decide('release')).catch(showFailure)}
        onCancel={() => setAsking(null)}
      />
    </div>
  );
}
