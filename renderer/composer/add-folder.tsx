import { Menu } from '@base-ui/react/menu';
import { Eye, FolderPlus, PencilLine } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type FolderAccess, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { buttonClasses } from '../ui/index.ts';

/** First what the agent may do, then, in the system's own dialog, where: no folder is granted by a slip. */
export function AddFolder({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation('composer');
  const grant = useEndpointMutation('grantFolder', ['sessions']);
  async function add(access: FolderAccess): Promise<void> {
    const picked = await call('pickFolder', {
      body: { title: t(access === 'read' ? 'pickRead' : 'pickWrite') },
    });
    if ('cancelled' in picked) return;
    await grant.mutateAsync({ params: { id: sessionId }, body: { pick_id: picked.pick_id, access } });
  }
  // inside the page's own landmark, so that a screen reader finds it there
  const place = useRef<HTMLDivElement>(null);
  return (
    <div ref={place}>
      <Menu.Root>
        <Menu.Trigger className={buttonClasses('ghost', 'sm')}>
          <FolderPlus aria-hidden />
          {t('addFolder')}
        </Menu.Trigger>
        <Menu.Portal container={place}>
          <Menu.Positioner align="start" side="top" sideOffset={6} className="z-50">
            <Menu.Popup className="popup w-88 p-1">
              <Choice
                icon={<Eye />}
                title={t('mayRead')}
                onSelect={() => void add('read').catch(showFailure)}
              >
                {t('mayReadText')}
              </Choice>
              <Choice
                icon={<PencilLine />}
                title={t('mayWrite')}
                onSelect={() => void add('read_write').catch(showFailure)}
              >
                {t('mayWriteText')}
              </Choice>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  );
}

function Choice(props: { icon: ReactNode; title: string; children: string; onSelect: () => void }) {
  return (
    <Menu.Item
      onClick={props.onSelect}
      className="flex cursor-default gap-3 rounded-md px-3 py-2 outline-none data-highlighted:bg-hover [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-muted"
    >
      {props.icon}
      <span>
        <span className="block font-medium">{props.title}</span>
        <span className="block text-sm text-ink-muted">{props.children}</span>
      </span>
    </Menu.Item>
  );
}
