import { Check, Copy, RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useEndpointMutation } from '../../api/index.ts';
import { formatDuration } from '../../lib/durations.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { useCopy } from '../../lib/use-copy.ts';
import { IconButton, RelativeTime } from '../../ui/index.ts';
import type { Item } from '../model/items.ts';

export interface TurnEndProps {
  item: Extract<Item, { kind: 'turn_end' }>;
  sessionId: string;
  canRetry: boolean;
}

/** The end of a turn: take its words along, have it done again, how long it took. */
export function TurnEnd({ item, sessionId, canRetry }: TurnEndProps) {
  const { t, i18n } = useTranslation(['transcript', 'common']);
  const { hasCopied, copy } = useCopy();
  const retry = useEndpointMutation('retry', ['sessions']);
  return (
    <div className="flex h-7 items-center gap-0.5 text-xs text-ink-faint [&>button:first-child]:-ml-1.5">
      {item.text === '' ? null : (
        <IconButton
          size="sm"
          label={hasCopied ? t('common:copied') : t('copyAnswer')}
          icon={hasCopied ? <Check /> : <Copy />}
          onClick={() => copy(item.text)}
        />
      )}
      {canRetry ? (
        <IconButton
          size="sm"
          label={t('common:tryAgain')}
          icon={<RotateCcw />}
          disabled={retry.isPending}
          onClick={() => retry.mutate({ params: { id: sessionId } }, { onError: showFailure })}
        />
      ) : null}
      <span className="not-first:ml-1.5 tabular-nums">
        {item.workedMs === null
          ? null
          : `${t('workedFor', { time: formatDuration(item.workedMs, i18n.language) })} · `}
        {item.tools > 0 ? `${t('steps', { count: item.tools })} · ` : null}
        <RelativeTime at={item.endedAt} />
      </span>
    </div>
  );
}
