import { BookMarked, Command, PanelLeftClose, Plus, Settings, ShieldQuestion } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { links, useRoute } from '../router/router.ts';
import { overlays } from '../state/overlays.ts';
import { useShell } from '../state/shell.ts';
import { Button, CountBadge, IconButton, ListRow, moveAmongRows } from '../ui/index.ts';
import { Logo } from './logo.tsx';
import { ModelChip } from './model-chip.tsx';
import { SessionList } from './session-list.tsx';
import { useNewSession } from './use-new-session.ts';

export function Sidebar() {
  const { t } = useTranslation('shell');
  const newSession = useNewSession();
  const toggleSidebar = useShell((state) => state.toggleSidebar);
  return (
    <div data-sidebar className="flex h-full flex-col bg-canvas">
      <header className="flex h-13 shrink-0 items-center gap-1 pr-3 pl-4">
        <a href={`#${links.home}`} className="mr-auto flex items-center gap-2 rounded-md text-ink">
          <Logo className="size-5 text-accent" />
          <span className="font-display text-md font-semibold">Holdfast</span>
        </a>
        <IconButton
          label={t('openPalette')}
          shortcut="Ctrl+K"
          icon={<Command />}
          size="sm"
          onClick={overlays.openPalette}
        />
        <IconButton
          label={t('sidebarHide')}
          shortcut="Ctrl+B"
          icon={<PanelLeftClose />}
          size="sm"
          onClick={toggleSidebar}
        />
      </header>
      <div className="px-3">
        <Button variant="primary" icon={<Plus />} onClick={() => newSession()} className="w-full">
          {t('newSession')}
        </Button>
      </div>
      <SessionList />
      <Places />
    </div>
  );
}

function Places() {
  const { t } = useTranslation('shell');
  const area = useRoute().segments[0];
  const pending = useEndpoint('getStatus').data?.pending ?? 0;
  return (
    <footer className="shrink-0 border-t border-line p-2">
      <nav aria-label={t('actions')} onKeyDown={moveAmongRows}>
        <Place
          href={links.approvals}
          icon={<ShieldQuestion />}
          isSelected={area === 'approvals'}
          label={t('approvals')}
          end={<CountBadge count={pending} label={t('pending', { count: pending })} />}
        />
        <Place href={links.memory} icon={<BookMarked />} isSelected={area === 'memory'} label={t('memory')} />
        <Place
          href={links.settings('model')}
          icon={<Settings />}
          isSelected={area === 'settings'}
          label={t('settings')}
        />
      </nav>
      <ModelChip />
    </footer>
  );
}

function Place(props: {
  href: string;
  icon: ReactNode;
  label: string;
  isSelected: boolean;
  end?: ReactNode;
}) {
  return (
    <ListRow
      href={`#${props.href}`}
      isSelected={props.isSelected}
      className="flex h-8 items-center gap-2.5 px-2 [&>svg]:size-4 [&>svg]:text-ink-muted"
    >
      {props.icon}
      <span className="flex-1">{props.label}</span>
      {props.end}
    </ListRow>
  );
}
