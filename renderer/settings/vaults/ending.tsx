import { useTranslation } from 'react-i18next';
import { showFailure } from '../../lib/failure-toast.ts';
import { useSending } from '../../lib/use-sending.ts';
import { AlertDialog, toast } from '../../ui/index.ts';

type EndingKind = 'archiveVault' | 'removeVault' | 'archiveCredential' | 'removeCredential';

/** Asks before something is put away or deleted, and does it. */
export function Ending({
  kind,
  name,
  act,
  onClose,
}: {
  kind: EndingKind;
  name: string;
  act: () => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useTranslation('vaults');
  const { send, isBusy } = useSending();
  async function confirm(): Promise<void> {
    const isDone = await send(() =>
      act().catch((error: unknown) => {
        showFailure(error);
        throw error;
      }),
    );
    if (isDone) toast.done(t(`${kind}.done`, { name }));
    onClose();
  }
  return (
    <AlertDialog
      isOpen
      title={t(`${kind}.title`, { name })}
      description={t(`${kind}.text`)}
      confirmLabel={t(`${kind}.confirm`)}
      isBusy={isBusy}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    />
  );
}
