import { Clock3, CornerDownRight, Pencil, Undo2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Delivery, type QueuedEvent, useEndpointMutation } from '../../api/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { useDrafts } from '../../state/drafts.ts';
import { toast } from '../../ui/index.ts';
import { ownMessage } from '../model/content.ts';
import { EditQueued } from './edit-queued.tsx';
import { MessageContent } from './user-message.tsx';

const words = { queue: 'queued_queue', next: 'queued_next', steer: 'queued_steer' } as const;

/** A message that is not read yet: it can be changed, taken back, or read sooner. */
export function QueuedMessage({ sessionId, event }: { sessionId: string; event: QueuedEvent }) {
  const { t } = useTranslation('transcript');
  const [isEditing, setEditing] = useState(false);
  const params = { id: sessionId, eventId: event.id };
  const change = useEndpointMutation('changeQueued', ['sessions']);
  const remove = useEndpointMutation('removeQueued', ['sessions']);
  const deliver = (delivery: Delivery) =>
    change.mutate({ params, body: { delivery } }, { onError: showFailure });
  function giveBack(): void {
    const { text, attached } = ownMessage(event.content);
    const { bySession, setDraft } = useDrafts.getState();
    // files stay in the workspace; words that are being written are not mixed with these
    if (attached.length > 0 || text === '' || bySession[sessionId]) return;
    setDraft(sessionId, text);
    toast.done(t('queueTaken'));
    document.querySelector<HTMLTextAreaElement>('[data-composer-input]')?.focus();
  }
  // a promise and not callbacks of the mutation: the row is often gone before the answer comes, and they with it
  const takeBack = () => void remove.mutateAsync({ params }).then(giveBack, showFailure);
  if (isEditing) {
    return <EditQueued sessionId={sessionId} event={event} onDone={() => setEditing(false)} />;
  }
  const isBusy = change.isPending || remove.isPending;
  return (
    <article aria-label={t('youSaid')} className="flex flex-col items-end">
      <div className="flex w-full flex-col items-end opacity-70">
        <MessageContent content={event.content} />
      </div>
      <div className="mt-1 flex flex-wrap items-center justify-end gap-x-3 gap-y-1 text-sm text-ink-muted">
        <p role="status" className="flex items-center gap-1.5">
          {event.delivery === 'steer' ? (
            <CornerDownRight aria-hidden className="size-3.5" />
          ) : (
            <Clock3 aria-hidden className="size-3.5" />
          )}
          {t(words[event.delivery])}
        </p>
        <Action icon={<Pencil aria-hidden />} isBusy={isBusy} onClick={() => setEditing(true)}>
          {t('queueEdit')}
        </Action>
        <Action icon={<Undo2 aria-hidden />} isBusy={isBusy} onClick={takeBack}>
          {t('queueTakeBack')}
        </Action>
        {event.delivery === 'steer' ? (
          <Action icon={<Clock3 aria-hidden />} isBusy={isBusy} onClick={() => deliver('queue')}>
            {t('queueWait')}
          </Action>
        ) : (
          <Action icon={<CornerDownRight aria-hidden />} isBusy={isBusy} onClick={() => deliver('steer')}>
            {t('queueSteer')}
          </Action>
        )}
      </div>
    </article>
  );
}

function Action(props: { icon: ReactNode; isBusy: boolean; onClick: () => void; children: string }) {
  return (
    <button
      type="button"
      disabled={props.isBusy}
      onClick={props.onClick}
      className="-mx-1 flex h-6 items-center gap-1 rounded-sm px-1 text-accent hover:bg-hover disabled:opacity-50 [&>svg]:size-3.5"
    >
      {props.icon}
      {props.children}
    </button>
  );
}
