import { useQueryClient } from '@tanstack/react-query';
import { FileDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { invalidate, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { links, navigate, useRoute } from '../router/router.ts';
import { overlays, useOverlays } from '../state/overlays.ts';
import { AlertDialog, Button } from '../ui/index.ts';

/** Names what is lost and what is not, offers the export; cancel has the focus. */
export function DeleteSessionDialog() {
  const { t } = useTranslation('shell');
  const { segments } = useRoute();
  const subject = useOverlays((state) => state.deleting);
  const client = useQueryClient();
  const remove = useEndpointMutation('deleteSession');
  if (!subject) return null;
  const close = () => useOverlays.setState({ deleting: null });
  async function confirm(id: string): Promise<void> {
    await remove.mutateAsync({ params: { id } });
    close();
    if (segments[1] === id) navigate(links.home, { replace: true });
    const topics = ['sessions', 'approvals', 'questions', 'palace', 'rules'] as const;
    await Promise.all(topics.map((topic) => invalidate(client, topic)));
  }
  function fail(error: unknown): void {
    close();
    showFailure(error);
  }
  return (
    <AlertDialog
      isOpen
      onCancel={close}
      onConfirm={() => void confirm(subject.id).catch(fail)}
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
