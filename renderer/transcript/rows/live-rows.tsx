import { useTranslation } from 'react-i18next';
import { useToolName } from '../../approvals/index.ts';
import { formatBytes } from '../../lib/dates.ts';
import { Markdown, Spinner } from '../../ui/index.ts';
import { useOpenRows } from '../open-rows.ts';
import { ToolIcon } from '../tools/tool-icon.tsx';
import { ThinkingLine, ThinkingText } from './thinking.tsx';

/** Text as it comes. The feed renews it once a frame at most. */
export function LiveMessage({ text, isPartial }: { text: string; isPartial: boolean }) {
  return <Markdown text={isPartial ? `… ${text}` : text} />;
}

/** A thought as it is thought: its newest words on one line. */
export function LiveThinking({ rowKey, text }: { rowKey: string; text: string }) {
  const { t } = useTranslation('transcript');
  const isOpen = useOpenRows((state) => state.open[rowKey] ?? false);
  const last = text.trim().split('\n').at(-1) ?? '';
  return (
    <div>
      <ThinkingLine
        rowKey={rowKey}
        isLive
        title={t('thinkingNow')}
        preview={isOpen ? '' : last.slice(-160)}
      />
      {isOpen ? <ThinkingText text={text} /> : null}
    </div>
  );
}

/** A call whose arguments are still being written; long ones take a while. */
export function LiveTool({ name, partialJson }: { name: string; partialJson: string }) {
  const { t, i18n } = useTranslation('transcript');
  const nameOf = useToolName();
  return (
    <div className="flex min-h-10 items-center gap-2.5 rounded-lg border border-dashed border-line-strong px-3 text-ink-muted">
      <ToolIcon name={name} />
      <span className="font-medium">{nameOf(name)}</span>
      <span className="flex-1">{t('preparing')}</span>
      {partialJson.length > 500 ? (
        <span className="text-sm tabular-nums">{formatBytes(partialJson.length, i18n.language)}</span>
      ) : null}
      <Spinner />
    </div>
  );
}
