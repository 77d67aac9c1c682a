import { Menu } from '@base-ui/react/menu';
import { Eye, FolderPlus, PencilLine } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type FolderAccess, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { buttonClasses, MenuChoice } from '../ui/index.ts';

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
              <MenuChoice
                icon={<Eye />}
                title={t('mayRead')}
                onSelect={() => void add('read').catch(showFailure)}
              >
                {t('mayReadText')}
              </MenuChoice>
              <MenuChoice
                icon={<PencilLine />}
                title={t('mayWrite')}
                onSelect={() => void add('read_write').catch(showFailure)}
              >
                {t('mayWriteText')}
              </MenuChoice>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  );
}
