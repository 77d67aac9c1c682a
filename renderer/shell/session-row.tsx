import { Archive, ArchiveRestore, Ellipsis, FileDown, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type SessionRow as Row, useEndpointMutation } from '../api/index.ts';
import { classNames } from '../lib/class-names.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { links } from '../router/router.ts';
import { overlays } from '../state/overlays.ts';
import { CountBadge, Highlighted, IconButton, ListRow, Menu, MenuItem, MenuSeparator } from '../ui/index.ts';
import { RenameField } from './rename-field.tsx';
import { StatusDot } from './status-dot.tsx';

export function SessionRow({
  row,
  isSelected,
  showsSnippet,
}: {
  row: Row;
  isSelected: boolean;
  showsSnippet: boolean;
}) {
  const { t } = useTranslation('shell');
  const [isRenaming, setIsRenaming] = useState(false);
  const pending = row.pending_approvals + row.pending_questions;
  if (isRenaming) {
    return (
      <li>
        <RenameField sessionId={row.id} title={row.title} onDone={() => setIsRenaming(false)} />
      </li>
    );
  }
  return (
    <li className="group relative [contain-intrinsic-size:auto_2rem] [content-visibility:auto]">
      <ListRow
        href={`#${links.session(row.id)}`}
        isSelected={isSelected}
        onKeyDown={(event) => event.key === 'F2' && setIsRenaming(true)}
        className="flex min-h-8 items-center gap-2 py-1 pr-2 pl-2 group-focus-within:pr-9 group-hover:pr-9"
      >
        <StatusDot row={row} />
        <span className="min-w-0 flex-1">
          <span className={classNames('block truncate', pending > 0 && 'font-medium')} title={row.title}>
            {row.title}
          </span>
          {showsSnippet && row.snippet && row.snippet.marks.length > 0 ? (
            <span className="line-clamp-2 text-sm text-ink-muted">
              <Highlighted text={row.snippet.text} marks={row.snippet.marks} />
            </span>
          ) : null}
        </span>
        <CountBadge count={pending} label={t('pending', { count: pending })} />
      </ListRow>
      <RowMenu row={row} onRename={() => setIsRenaming(true)} />
    </li>
  );
}

function RowMenu({ row, onRename }: { row: Row; onRename: () => void }) {
  const { t } = useTranslation(['shell', 'common']);
  const archive = useEndpointMutation('archiveSession', ['sessions']);
  const unarchive = useEndpointMutation('unarchiveSession', ['sessions']);
  const target = { params: { id: row.id } };
  return (
    <span className="absolute top-0.5 right-0.5 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-data-popup-open:opacity-100">
      <Menu
        trigger={
          <IconButton
            label={t('optionsOf', { title: row.title })}
            icon={<Ellipsis />}
            size="sm"
            hasTooltip={false}
          />
        }
      >
        <MenuItem icon={<Pencil />} shortcut="F2" onSelect={onRename}>
          {t('common:rename')}
        </MenuItem>
        <MenuItem icon={<FileDown />} onSelect={() => overlays.exportSession(row)}>
          {t('export')}
        </MenuItem>
        {row.archived_at ? (
          <MenuItem
            icon={<ArchiveRestore />}
            onSelect={() => unarchive.mutate(target, { onError: showFailure })}
          >
            {t('unarchive')}
          </MenuItem>
        ) : (
          <MenuItem icon={<Archive />} onSelect={() => archive.mutate(target, { onError: showFailure })}>
            {t('archive')}
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem icon={<Trash2 />} isDangerous onSelect={() => overlays.deleteSession(row)}>
          {t('delete')}
        </MenuItem>
      </Menu>
    </span>
  );
}
