import { Pin, PinOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Drawer, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { useKeptFocus } from '../lib/use-kept-focus.ts';
import { links } from '../router/router.ts';
import { buttonClasses, Card, Empty, ErrorState, IconButton, Skeleton } from '../ui/index.ts';

/** What the owner pinned, the latest first. */
export function WakeUpPins() {
  const { t } = useTranslation('wakeUp');
  const pins = useEndpoint('listPins');
  const kept = useKeptFocus<HTMLElement>(pins.data?.data.length);
  return (
    <section ref={kept} tabIndex={-1} aria-labelledby="pins" className="mt-8 outline-none">
      <h2 id="pins" className="mb-2 font-medium">
        {t('pins')}
      </h2>
      {pins.isPending ? (
        <Skeleton lines={3} />
      ) : !pins.data ? (
        <ErrorState error={pins.error} onRetry={() => pins.refetch()} />
      ) : pins.data.data.length === 0 ? (
        <Empty
          icon={<Pin />}
          title={t('noPins')}
          action={
            <a href={`#${links.memory}`} className={buttonClasses()}>
              {t('back')}
            </a>
          }
        >
          {t('noPinsText')}
        </Empty>
      ) : (
        <ul className="space-y-2">
          {pins.data.data.map((drawer) => (
            <li key={drawer.id}>
              <Pinned drawer={drawer} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Pinned({ drawer }: { drawer: Drawer }) {
  const { t } = useTranslation('wakeUp');
  const pin = useEndpointMutation('pinDrawer', ['palace']);
  return (
    <Card className="flex items-center gap-2 py-1.5 pr-1.5 pl-4">
      <a
        href={`#${links.drawer(drawer.id)}`}
        className="line-clamp-3 min-w-0 flex-1 rounded-sm break-words hover:underline"
      >
        {drawer.text}
      </a>
      <IconButton
        label={t('unpin')}
        icon={<PinOff />}
        onClick={() =>
          pin.mutate({ params: { id: drawer.id }, body: { is_pinned: false } }, { onError: showFailure })
        }
      />
    </Card>
  );
}
