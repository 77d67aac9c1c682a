import {
  BookMarked,
  Keyboard,
  MessageSquare,
  OctagonX,
  PanelLeft,
  Plus,
  Settings,
  ShieldQuestion,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { links, navigate } from '../router/router.ts';
import { settingsSections } from '../settings/sections.ts';
import { overlays } from '../state/overlays.ts';
import { useShell } from '../state/shell.ts';
import { useNewSession } from './use-new-session.ts';
import { useStopAll } from './use-stop-all.ts';

export interface PaletteItem {
  id: string;
  group: 'actions' | 'sessions';
  label: string;
  icon: ReactNode;
  shortcut?: string;
  run: () => void;
}

/** Actions whose words match, then sessions whose title or words do; while `areOld`, those sessions answer an earlier search. */
export function usePaletteItems(search: string): { items: PaletteItem[]; areOld: boolean } {
  const { t } = useTranslation(['shell', 'settings']);
  const newSession = useNewSession();
  const stopAll = useStopAll();
  const sessions = useEndpoint('listSessions', { query: { query: search, limit: 12 }, keepPrevious: true });
  const actions: PaletteItem[] = [
    item('new', t('newSession'), <Plus />, () => newSession(), 'Ctrl+N'),
    item('approvals', t('approvals'), <ShieldQuestion />, () => navigate(links.approvals), 'Ctrl+Shift+A'),
    item('memory', t('memory'), <BookMarked />, () => navigate(links.memory), 'Ctrl+Shift+M'),
    item('stop-all', t('stopAll'), <OctagonX />, stopAll, 'Ctrl+Shift+Backspace'),
    item('shortcuts', t('shortcuts'), <Keyboard />, overlays.openShortcuts, 'Ctrl+/'),
    item('sidebar', t('settings:key.sidebar'), <PanelLeft />, useShell.getState().toggleSidebar, 'Ctrl+B'),
    ...settingsSections.map((section) =>
      item(section, `${t('settings')}: ${t(`settings:section.${section}`)}`, <Settings />, () =>
        navigate(links.settings(section)),
      ),
    ),
  ];
  const words = search.toLocaleLowerCase().split(/\s+/);
  const matching = actions.filter(({ label }) =>
    words.every((word) => label.toLocaleLowerCase().includes(word)),
  );
  const found = (sessions.data?.data ?? []).map(
    (row): PaletteItem => ({
      id: row.id,
      group: 'sessions',
      label: row.title,
      icon: <MessageSquare />,
      run: () => navigate(links.session(row.id)),
    }),
  );
  const items = [...(search ? matching : matching.slice(0, 6)), ...found];
  return { items, areOld: sessions.isPending || sessions.isPlaceholderData };
}

function item(id: string, label: string, icon: ReactNode, run: () => void, shortcut?: string): PaletteItem {
  return { id: `action-${id}`, group: 'actions', label, icon, run, ...(shortcut ? { shortcut } : {}) };
}
