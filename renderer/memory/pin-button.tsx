import { Pin, PinOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Drawer, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Button, toast } from '../ui/index.ts';

/** Keeps a drawer at hand for every new session. Only the owner's words and notes can be. */
export function PinButton({ drawer }: { drawer: Drawer }) {
  const { t } = useTranslation('wakeUp');
  const pins = useEndpoint('listPins').data?.data;
  const pin = useEndpointMutation('pinDrawer', ['palace']);
  const canPin = drawer.trust === 'owner' || (drawer.trust === 'agent' && drawer.source.kind === 'note');
  if (!pins || !canPin) return null;
  const isPinned = pins.some(({ id }) => id === drawer.id);
  async function toggle(): Promise<void> {
    await pin.mutateAsync({ params: { id: drawer.id }, body: { is_pinned: !isPinned } });
    toast.done(t(isPinned ? 'unpinned' : 'pinned'));
  }
  return (
    <Button
      variant="ghost"
      icon={isPinned ? <PinOff /> : <Pin />}
      isBusy={pin.isPending}
      onClick={() => void toggle().catch(showFailure)}
    >
      {t(isPinned ? 'unpin' : 'pin')}
    </Button>
  );
}
