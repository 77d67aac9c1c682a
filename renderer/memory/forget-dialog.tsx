import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Drawer, invalidate, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { navigate } from '../router/router.ts';
import { AlertDialog, toast } from '../ui/index.ts';
import { ForgetReach } from './forget-reach.tsx';
import { hrefOf, type MemoryPlace } from './use-memory-place.ts';

export function ForgetDialog({
  drawer,
  place,
  onClose,
}: {
  drawer: Drawer;
  place: MemoryPlace;
  onClose: () => void;
}) {
  const { t } = useTranslation('memory');
  const client = useQueryClient();
  const forget = useEndpointMutation('forgetDrawer');
  // Goes on after this dialog is gone: the page may learn of the deletion before the answer arrives here.
  async function confirm(): Promise<void> {
    const { pending } = await forget.mutateAsync({ params: { id: drawer.id } });
    onClose();
    navigate(hrefOf({ ...place, drawer: undefined }), { replace: true });
    toast.done(
      t('forgotten'),
      pending.length > 0 ? t('forgottenPending', { places: pending.join(', ') }) : undefined,
    );
    await Promise.all([invalidate(client, 'palace'), invalidate(client, 'sessions')]);
  }
  return (
    <AlertDialog
      isOpen
      title={t('deleteTitle')}
      description={
        <>
          <blockquote className="line-clamp-3 border-l-2 border-line-strong pl-3 break-words text-ink">
            {drawer.text}
          </blockquote>
          <p>{t('deleteLost', { session: drawer.source.session_title })}</p>
          <ForgetReach id={drawer.id} />
          <p>{t('deleteKept')}</p>
        </>
      }
      confirmLabel={t('deleteConfirm')}
      isBusy={forget.isPending}
      onConfirm={() => void confirm().catch(showFailure)}
      onCancel={onClose}
    />
  );
}
