import { History, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type UndoSelection, useEndpoint } from '../api/index.ts';
import { VisibleText } from '../approvals/index.ts';
import { links } from '../router/router.ts';
import { Badge, Button, Empty, ErrorState, RelativeTime, Skeleton } from '../ui/index.ts';
import { ChangedFile } from './changed-file.tsx';
import { type ChangedTurn, changedTurns, undoable } from './turns.ts';

export interface ChangeTimelineProps {
  sessionId: string;
  onUndo: (selection: UndoSelection) => void;
  onFollow: () => void;
}

/** What was changed in the owner's folders, turn by turn, newest first. */
export function ChangeTimeline({ sessionId, onUndo, onFollow }: ChangeTimelineProps) {
  const { t } = useTranslation('changes');
  const { data, error, refetch } = useEndpoint('listCheckpoints', {
    params: { id: sessionId },
    isFresh: true,
  });
  if (error && !data) return <ErrorState error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton lines={4} />;
  if (data.data.length === 0)
    return (
      <Empty icon={<History />} title={t('none')}>
        {t('noneText')}
      </Empty>
    );
  const all = undoable(data.data.filter(({ by }) => by === 'agent'));
  return (
    <>
      <div className="mb-3 flex items-center gap-4">
        <p className="flex-1 text-sm text-ink-muted">{t('explain')}</p>
        {all.length > 1 ? (
          <Button size="sm" icon={<Undo2 />} onClick={() => onUndo({ checkpoint_ids: all })}>
            {t('undoAll')}
          </Button>
        ) : null}
      </div>
      <ol className="space-y-3" aria-label={t('timeline')}>
        {changedTurns(data.data).map((turn) => (
          <Turn key={turn.key} sessionId={sessionId} turn={turn} onUndo={onUndo} onFollow={onFollow} />
        ))}
      </ol>
    </>
  );
}

function Turn({ sessionId, turn, onUndo, onFollow }: ChangeTimelineProps & { turn: ChangedTurn }) {
  const { t } = useTranslation('changes');
  const ids = undoable(turn.checkpoints);
  const isUndo = turn.by === 'owner';
  const title = isUndo ? t('yourUndo') : (turn.text ?? t('noMessage'));
  return (
    <li className="rounded-lg border border-line">
      <div className="flex items-center gap-3 border-b border-line px-4 py-2">
        {isUndo ? <Badge>{t('undoBadge')}</Badge> : null}
        <h3 className="min-w-0 flex-1 truncate font-medium" title={title}>
          <a
            href={`#${links.session(sessionId, turn.seq)}`}
            onClick={onFollow}
            className="rounded-sm hover:underline"
          >
            <VisibleText text={title} />
          </a>
        </h3>
        <span className="shrink-0 text-sm text-ink-muted">
          <RelativeTime at={turn.at} />
        </span>
        {ids.length > 0 ? (
          <Button
            size="sm"
            variant="ghost"
            icon={<Undo2 />}
            aria-label={t(isUndo ? 'redoNamed' : 'undoTurnNamed', { title })}
            onClick={() => onUndo({ checkpoint_ids: ids })}
          >
            {t(isUndo ? 'redo' : 'undoTurn')}
          </Button>
        ) : null}
      </div>
      <ul className="divide-y divide-line">
        {turn.checkpoints.flatMap((checkpoint) =>
          checkpoint.files.map((file) => (
            <ChangedFile
              key={`${checkpoint.id} ${file.path}`}
              sessionId={sessionId}
              checkpointId={checkpoint.id}
              file={file}
              onUndo={() => onUndo({ checkpoint_ids: [checkpoint.id], paths: [file.path] })}
            />
          )),
        )}
      </ul>
    </li>
  );
}
