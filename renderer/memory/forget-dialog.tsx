import { useTranslation } from 'react-i18next';
import { type Drawer, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { navigate } from '../router/router.ts';
import { AlertDialog, toast } from '../ui/index.ts';
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
  const forget = useEndpointMutation('forgetDrawer', ['palace', 'sessions']);
  function confirm(): void {
    forget.mutate(
      { params: { id: drawer.id } },
      {
        onSuccess: ({ pending }) => {
          navigate(hrefOf({ ...place, drawer: undefined }), { replace: true });
          toast.done(
            t('forgotten'),
            pending.length > 0 ? t('forgottenPending', { places: pending.join(', ') }) : undefined,
          );
        },
        onError: showFailure,
        onSettled: onClose,
      },
    );
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
          <p>{t('deleteKept')}</p>
        </>
      }
      confirmLabel={t('deleteConfirm')}
      isBusy={forget.isPending}
      onConfirm={confirm}
      onCancel={onClose}
    />
  );
}
