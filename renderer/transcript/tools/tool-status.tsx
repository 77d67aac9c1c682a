import { Check, CircleDashed, CircleHelp, CirclePause, CircleSlash, NotebookPen, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../../lib/durations.ts';
import { Spinner } from '../../ui/index.ts';
import type { ToolCall } from '../model/items.ts';
import { useElapsed } from '../use-elapsed.ts';

/** Less than this is not worth a number. */
const noticeableMs = 100;

const looks = {
  pending: { icon: <CircleDashed />, tint: 'text-ink-faint', showsWords: true },
  waiting: { icon: <CirclePause />, tint: 'text-asked', showsWords: false },
  running: { icon: <Spinner />, tint: 'text-accent', showsWords: false },
  done: { icon: <Check />, tint: 'text-allowed', showsWords: false },
  failed: { icon: <X />, tint: 'text-denied', showsWords: true },
  denied: { icon: <CircleSlash />, tint: 'text-denied', showsWords: false },
  not_run: { icon: <CircleSlash />, tint: 'text-ink-faint', showsWords: true },
  recorded: { icon: <NotebookPen />, tint: 'text-accent', showsWords: true },
  stopped: { icon: <CircleSlash />, tint: 'text-ink-faint', showsWords: true },
  unknown: { icon: <CircleHelp />, tint: 'text-asked', showsWords: true },
} as const;

/** How a call stands: a sign, in words where the sign alone would leave doubt, and how long it took. */
export function ToolStatusSign({ call }: { call: ToolCall }) {
  const { t, i18n } = useTranslation('transcript');
  const look = looks[call.status];
  const runningMs = useElapsed(call.status === 'running' ? (call.startedAt ?? call.askedAt) : null);
  const durationMs =
    call.status === 'running' && runningMs >= 2000 ? Math.floor(runningMs / 1000) * 1000 : call.durationMs;
  const leftMs = call.status === 'running' ? waitLeftMs(call, runningMs) : null;
  const isTimed =
    durationMs !== null &&
    durationMs >= noticeableMs &&
    (call.status === 'done' || call.status === 'failed' || call.status === 'running');
  return (
    <span className={`flex shrink-0 items-center gap-1.5 text-sm [&_svg]:size-4 ${look.tint}`}>
      {leftMs !== null ? (
        <span className="text-ink-muted tabular-nums">
          {t('waitLeft', { time: formatDuration(leftMs, i18n.language) })}
        </span>
      ) : isTimed ? (
        <span className="text-ink-faint tabular-nums">{formatDuration(durationMs, i18n.language)}</span>
      ) : null}
      {look.showsWords ? (
        <span>{t(`status_${call.status}`)}</span>
      ) : (
        <span className="sr-only">{t(`status_${call.status}`)}</span>
      )}
      <span aria-hidden>{look.icon}</span>
    </span>
  );
}

/** What is left of a `wait`, in whole seconds; null for every other call. */
function waitLeftMs(call: ToolCall, runningMs: number): number | null {
  const { seconds } = call.input;
  if (call.name !== 'wait' || typeof seconds !== 'number') return null;
  return Math.max(0, Math.ceil(seconds - runningMs / 1000)) * 1000;
}
