import {
  Archive,
  ArchiveRestore,
  Ellipsis,
  FileDown,
  Pencil,
  ShieldCheck,
  Square,
  Trash2,
} from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type SessionDetail, useEndpointMutation } from '../api/index.ts';
import { FilesButton } from '../files/index.ts';
import { ForksChip } from '../forks/index.ts';
import { GrantsChip } from '../grants/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { links } from '../router/router.ts';
import { VaultsChip } from '../session-vaults/index.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { RenameField } from '../shell/rename-field.tsx';
import { overlays } from '../state/overlays.ts';
import { Button, IconButton, Menu, MenuItem, MenuSeparator, Tooltip } from '../ui/index.ts';
import { FolderChips } from './folder-chips.tsx';
import { isImported } from './is-imported.ts';
import { PauseButton } from './pause-button.tsx';
import { SessionMeter } from './session-meter.tsx';

export function SessionHeader({
  sessionId,
  session,
}: {
  sessionId: string;
  session: SessionDetail | undefined;
}) {
  const [isRenaming, setIsRenaming] = useState(false);
  if (!session) return <PageHeader>{null}</PageHeader>;
  return (
    <PageHeader>
      {isRenaming ? (
        <RenameField
          sessionId={sessionId}
          title={session.title}
          onDone={() => setIsRenaming(false)}
          className="w-80 min-w-0"
        />
      ) : (
        <Title title={session.title} onRename={() => setIsRenaming(true)} />
      )}
      <ForksChip session={session} />
      <FolderChips sessionId={sessionId} folders={session.folders} />
      <VaultsChip sessionId={sessionId} />
      <div className="ml-auto flex shrink-0 items-center gap-1">
        <FilesButton sessionId={sessionId} />
        <GrantsChip sessionId={sessionId} />
        <RulesChip count={session.rules.length} />
        <SessionMeter key={session.id} session={session} />
        <PauseButton session={session} />
        <StopButton session={session} />
        <SessionMenu session={session} onRename={() => setIsRenaming(true)} />
      </div>
    </PageHeader>
  );
}

function Title({ title, onRename }: { title: string; onRename: () => void }) {
  const { t } = useTranslation('session');
  return (
    <div className="group flex min-w-0 items-center gap-1">
      <h1 className="truncate font-display text-md font-semibold select-text" title={title}>
        {title}
      </h1>
      <IconButton
        label={t('renameHint')}
        icon={<Pencil />}
        size="sm"
        onClick={onRename}
        className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100 [&_svg]:size-3.5"
      />
    </div>
  );
}

/** Shows while anything is allowed beforehand; leads to the list where it can be taken back. */
function RulesChip({ count }: { count: number }) {
  const { t } = useTranslation('session');
  if (count === 0) return null;
  const link = (
    <a
      href={`#${links.settings('rules')}`}
      aria-label={`${t('rulesActive', { count })}. ${t('rulesActiveTitle')}`}
      className="flex h-6 items-center gap-1.5 rounded-full bg-allowed-soft px-2.5 text-sm font-medium text-allowed"
    >
      <ShieldCheck aria-hidden className="size-3.5" />
      {t('rulesActive', { count })}
    </a>
  );
  return <Tooltip text={t('rulesActiveTitle')} trigger={link} />;
}

function StopButton({ session }: { session: SessionDetail }) {
  const { t } = useTranslation('session');
  const interrupt = useEndpointMutation('interrupt', ['sessions', 'approvals', 'questions']);
  const isRunning = session.status === 'running' || session.status === 'rescheduling';
  const stop = () => interrupt.mutate({ params: { id: session.id } }, { onError: showFailure });
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (!isRunning || event.key !== '.' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    stop();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => press(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
  if (!isRunning) return null;
  return (
    <Button
      variant="danger-quiet"
      size="sm"
      icon={<Square className="fill-current" />}
      isBusy={interrupt.isPending}
      onClick={stop}
    >
      {t('stop')}
    </Button>
  );
}

function SessionMenu({ session, onRename }: { session: SessionDetail; onRename: () => void }) {
  const { t } = useTranslation(['session', 'shell', 'common']);
  const archive = useEndpointMutation('archiveSession', ['sessions']);
  const unarchive = useEndpointMutation('unarchiveSession', ['sessions']);
  const target = { params: { id: session.id } };
  return (
    <Menu trigger={<IconButton label={t('menu')} icon={<Ellipsis />} hasTooltip={false} />}>
      <MenuItem icon={<Pencil />} onSelect={onRename}>
        {t('common:rename')}
      </MenuItem>
      <MenuItem icon={<FileDown />} onSelect={() => overlays.exportSession(session)}>
        {t('shell:export')}
      </MenuItem>
      {isImported(session) ? null : session.archived_at ? (
        <MenuItem
          icon={<ArchiveRestore />}
          onSelect={() => unarchive.mutate(target, { onError: showFailure })}
        >
          {t('shell:unarchive')}
        </MenuItem>
      ) : (
        <MenuItem icon={<Archive />} onSelect={() => archive.mutate(target, { onError: showFailure })}>
          {t('shell:archive')}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem icon={<Trash2 />} isDangerous onSelect={() => overlays.deleteSession(session)}>
        {t('shell:delete')}
      </MenuItem>
    </Menu>
  );
}
