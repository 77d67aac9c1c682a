import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordedCall } from '../api/index.ts';
import { DiffView, InputFields, useToolName, VisibleText } from '../approvals/index.ts';
import { classNames } from '../lib/class-names.ts';
import { Badge } from '../ui/index.ts';

const foreseen = {
  run: { tone: 'allowed', words: 'call_run' },
  ask: { tone: 'asked', words: 'call_ask' },
  refuse: { tone: 'denied', words: 'call_refuse' },
} as const;

export interface RecordedCallRowProps {
  call: RecordedCall;
  isChosen: boolean;
  isOpenAtFirst: boolean;
  onChoose: (isChosen: boolean) => void;
}

/** One recorded call: what it would have done and where; opened, the change line by line or the exact call. */
export function RecordedCallRow({ call, isChosen, isOpenAtFirst, onChoose }: RecordedCallRowProps) {
  const { t } = useTranslation('modes');
  const id = useId();
  const nameOf = useToolName();
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const look = call.foreseen === null ? null : foreseen[call.foreseen];
  const hasDiff = call.diff.length > 0;
  return (
    <li className="flex gap-3 py-2.5">
      <input
        type="checkbox"
        checked={isChosen}
        aria-label={t('selectCall', { sentence: call.sentence })}
        onChange={(event) => onChoose(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <div className="min-w-0 flex-1">
        <p className="[overflow-wrap:anywhere] select-text">
          <VisibleText text={call.sentence} />
        </p>
        <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-ink-muted">
          {look ? <Badge tone={look.tone}>{t(look.words)}</Badge> : null}
          <span>{nameOf(call.tool)}</span>
          {call.paths.map((path) => (
            <span key={path} className="min-w-0 font-mono [overflow-wrap:anywhere] select-text">
              <VisibleText text={path} />
            </span>
          ))}
        </p>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          onClick={() => setOpen(!isOpen)}
          className="-mx-1 mt-1 flex items-center gap-1 rounded-sm px-1 text-sm text-ink-muted hover:bg-hover hover:text-ink"
        >
          <ChevronRight
            aria-hidden
            className={classNames('size-3.5 transition-transform', isOpen && 'rotate-90')}
          />
          {t(hasDiff ? 'showDiff' : 'showCall')}
        </button>
        {isOpen ? (
          <div id={id} className="mt-1.5 space-y-2 select-text">
            {hasDiff ? (
              call.diff.map((file) => <DiffView key={file.path} {...file} maxLines={60} />)
            ) : (
              <InputFields input={call.input} />
            )}
          </div>
        ) : null}
      </div>
    </li>
  );
}
