import { ChevronDown, NotebookPen } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RecordedCall, useEndpoint } from '../api/index.ts';
import { classNames } from '../lib/class-names.ts';
import { Button } from '../ui/index.ts';
import { DryRunFooter } from './dry-run-footer.tsx';
import { RecordedCallRow } from './recorded-call.tsx';

/** What a dry run recorded and is still open: one line above the composer, opened the list to decide on. */
export function DryRunPanel({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation('modes');
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const { data } = useEndpoint('getDryRun', { params: { id: sessionId } });
  const open = data?.data.filter((call) => call.state === 'recorded') ?? [];
  if (!data || open.length === 0) return null;
  return (
    <div className="mx-auto flex w-full max-w-200 px-6 pb-2">
      <section
        aria-labelledby={id}
        className="flex max-h-[min(58vh,40rem)] min-w-0 flex-1 flex-col overflow-hidden rounded-xl border border-line-strong bg-raised shadow-low"
      >
        <header
          className={classNames('flex items-center gap-2 py-1.5 pr-2 pl-4', isOpen && 'border-b border-line')}
        >
          <NotebookPen aria-hidden className="size-4 shrink-0 text-accent" />
          <h2 id={id} className="min-w-0 flex-1 font-medium">
            {t('dryRunTitle', { count: open.length })}
          </h2>
          <Button
            size="sm"
            variant={isOpen ? 'ghost' : 'secondary'}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {t(isOpen ? 'hideList' : 'review')}
            <ChevronDown
              aria-hidden
              className={classNames('transition-transform', !isOpen && 'rotate-180')}
            />
          </Button>
        </header>
        {isOpen ? <Review sessionId={sessionId} isDryRun={data.mode === 'dry_run'} calls={open} /> : null}
      </section>
    </div>
  );
}

interface ReviewProps {
  sessionId: string;
  isDryRun: boolean;
  calls: readonly RecordedCall[];
}

function Review({ sessionId, isDryRun, calls }: ReviewProps) {
  const { t } = useTranslation('modes');
  // what was not looked at yet is chosen, too: the button says how many
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = calls.filter((call) => !left.has(call.tool_use_id));
  const toggle = (ids: readonly string[], isChosen: boolean) => {
    const next = new Set(left);
    for (const id of ids) {
      if (isChosen) next.delete(id);
      else next.add(id);
    }
    setLeft(next);
  };
  const isAll = chosen.length === calls.length;
  return (
    <>
      <section
        aria-label={t('recordedCalls')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        className="ring-inside min-h-0 flex-1 overflow-y-auto px-4 pt-1"
      >
        {calls.length > 1 ? (
          <label className="flex items-center gap-3 py-1.5 text-sm text-ink-muted">
            <input
              type="checkbox"
              checked={isAll}
              ref={(box) => {
                if (box) box.indeterminate = !isAll && chosen.length > 0;
              }}
              onChange={(event) =>
                toggle(
                  calls.map((call) => call.tool_use_id),
                  event.target.checked,
                )
              }
              className="size-4 accent-accent"
            />
            {t('selectAll')}
          </label>
        ) : null}
        <ul className="divide-y divide-line">
          {calls.map((call) => (
            <RecordedCallRow
              key={call.tool_use_id}
              call={call}
              isChosen={!left.has(call.tool_use_id)}
              isOpenAtFirst={calls.length === 1}
              onChoose={(isChosen) => toggle([call.tool_use_id], isChosen)}
            />
          ))}
        </ul>
      </section>
      <DryRunFooter sessionId={sessionId} isDryRun={isDryRun} calls={calls} chosen={chosen} />
    </>
  );
}
