import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, call, type Drawer, invalidate } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { AlertDialog, toast } from '../ui/index.ts';
import { ReachOfForgetting } from './forget-reach.tsx';
import { useForgetReach } from './use-forget-reach.ts';

/** Forgets drawers for good, after it told which, what goes along, and what is not reached. */
export function ForgetDialog(props: {
  drawers: readonly Drawer[];
  onClose: () => void;
  onForgotten: () => void;
}) {
  const { drawers, onClose, onForgotten } = props;
  const { t } = useTranslation(['memory', 'common']);
  const client = useQueryClient();
  /** How many are gone, while it is under way. */
  const [done, setDone] = useState<number | null>(null);
  const isStopped = useRef(false);
  const [isWithEarlier, setIsWithEarlier] = useState(false);
  const { earlier, reach, isPending } = useForgetReach(drawers, isWithEarlier);
  const count = drawers.length;
  const [only] = count === 1 ? drawers : [];
  // Goes on after this dialog is gone: the page may learn of the deletion before the answer arrives here.
  async function confirm(): Promise<void> {
    const pending = new Set<string>();
    let gone = 0;
    setDone(gone);
    isStopped.current = false;
    try {
      // one after the other: each rewrites what it touches
      for (const id of isWithEarlier ? earlier : []) for (const place of await forget(id)) pending.add(place);
      for (const { id } of drawers) {
        if (isStopped.current) break;
        for (const place of await forget(id)) pending.add(place);
        gone += 1;
        setDone(gone);
      }
    } finally {
      setDone(null);
      void Promise.all([invalidate(client, 'palace'), invalidate(client, 'sessions')]);
    }
    onClose();
    onForgotten();
    const places = [...pending].join(', ');
    toast.done(
      only ? t('forgotten') : t('forgottenSome', { count: gone }),
      places === '' ? undefined : t('forgottenPending', { places }),
    );
  }
  const stop = () => {
    if (done === null) onClose();
    else isStopped.current = true;
  };
  return (
    <AlertDialog
      isOpen
      title={only ? t('deleteTitle') : t('forgetTitle', { count })}
      description={
        <>
          <Words drawers={drawers} />
          <p>{only ? t('deleteLost', { session: only.source.session_title }) : t('forgetLost')}</p>
          {reach ? <ReachOfForgetting reach={reach} /> : null}
          <p>{t('deleteKept')}</p>
          {earlier.length > 0 ? (
            <label className="flex items-start gap-2 text-ink">
              <input
                type="checkbox"
                checked={isWithEarlier}
                onChange={(event) => setIsWithEarlier(event.target.checked)}
                className="mt-0.5 size-4 shrink-0 accent-accent"
              />
              <span>
                {t('forgetEarlier', { count: earlier.length })}
                <span className="block text-sm text-ink-muted">
                  {t('forgetEarlierHint', { count: earlier.length })}
                </span>
              </span>
            </label>
          ) : null}
          {done !== null && count > 1 ? (
            <p role="status" className="text-ink tabular-nums">
              {t('forgetDone', { done, count })}
            </p>
          ) : null}
        </>
      }
      confirmLabel={t(only ? 'deleteConfirm' : 'forgetConfirm')}
      isBusy={done !== null || isPending}
      onConfirm={() => void confirm().catch(showFailure)}
      cancelLabel={done === null || only ? t('common:cancel') : t('forgetStop')}
      onCancel={stop}
    />
  );
}

/** The places that are still to be rewritten. What went along with words before it is gone already. */
async function forget(id: string): Promise<readonly string[]> {
  try {
    return (await call('forgetDrawer', { params: { id } })).pending;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

const shownWords = 3;

function Words({ drawers }: { drawers: readonly Drawer[] }) {
  const { t } = useTranslation('memory');
  return (
    <>
      {drawers.slice(0, shownWords).map((drawer) => (
        <blockquote
          key={drawer.id}
          className={`border-l-2 border-line-strong pl-3 break-words text-ink ${drawers.length > 1 ? 'line-clamp-2' : 'line-clamp-3'}`}
        >
          {drawer.text.slice(0, 400)}
        </blockquote>
      ))}
      {drawers.length > shownWords ? <p>{t('forgetMore', { count: drawers.length - shownWords })}</p> : null}
    </>
  );
}
