import { FileDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { links, navigate, useRoute } from '../router/router.ts';
import { overlays, useOverlays } from '../state/overlays.ts';
import { AlertDialog, Button } from '../ui/index.ts';

/** Names what is lost and what is not, offers the export; cancel has the focus. */
export function DeleteSessionDialog() {
  const { t } = useTranslation('shell');
  const { segments } = useRoute();
  const subject = useOverlays((state) => state.deleting);
  const remove = useEndpointMutation('deleteSession', [
    'sessions',
    'approvals',
    'questions',
    'palace',
    'rules',
  ]);
  if (!subject) return null;
  const close = () => useOverlays.setState({ deleting: null });
  function confirm(id: string): void {
    remove.mutate(
      { params: { id } },
      {
        onSuccess: () => {
          close();
          if (segments[1] === id) navigate(links.home, { replace: true });
        },
        onError: (error) => {
          close();
          showFailure(error);
        },
      },
    );
  }
  return (
    <AlertDialog
      isOpen
      onCancel={close}
      onConfirm={() => confirm(subject.id)}
      isBusy={remove.isPending}
      title={t('deleteTitle', { title: subject.title })}
      confirmLabel={t('deleteConfirm')}
      description={
        <>
          <p>{t('deleteEvents', { count: subject.event_count })}</p>
          {subject.folders.length > 0 ? (
            <p>{t('deleteFolders', { names: subject.folders.map((folder) => folder.name).join(', ') })}</p>
          ) : null}
          <p>{t('deleteFinal')}</p>
        </>
      }
      alternative={
        <Button variant="ghost" icon={<FileDown />} onClick={() => overlays.exportBeforeDelete(subject)}>
          {t('exportFirst')}
        </Button>
      }
    />
  );
}
