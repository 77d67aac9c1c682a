import { ChevronRight, KeyRound, TriangleAlert } from 'lucide-react';
import { memo, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useToolName, VisibleText } from '../../approvals/index.ts';
import { classNames } from '../../lib/class-names.ts';
import { VisuallyHidden } from '../../ui/index.ts';
import type { ToolCall } from '../model/items.ts';
import { targetOf } from '../model/tool-target.ts';
import { useOpenRows } from '../open-rows.ts';
import { foundOf } from './found-notes.tsx';
import { StepChip } from './step-chip.tsx';
import { ToolBody } from './tool-body.tsx';
import { ToolIcon } from './tool-icon.tsx';
import { ToolStatusSign } from './tool-status.tsx';
import { UnknownOutcome } from './unknown-outcome.tsx';
import { VerdictChip } from './verdict-chip.tsx';

export interface ToolCardProps {
  sessionId: string;
  call: ToolCall;
  /** What the call prints while it runs. */
  output: ReadonlyMap<string, string>;
  isNested?: boolean;
}

/** One call: a line that says what and how it stands; opened, everything. */
export const ToolCard = memo(function ToolCard({ sessionId, call, output, isNested = false }: ToolCardProps) {
  const id = useId();
  const isOpen = useOpenRows((state) => state.open[call.id] ?? false);
  const toggle = useOpenRows((state) => state.toggle);
  const urgent = call.children.filter((child) => child.status === 'waiting' || child.status === 'running');
  const cards = (children: readonly ToolCall[]) =>
    children.map((child) => (
      <ToolCard key={child.id} sessionId={sessionId} call={child} output={output} isNested />
    ));
  return (
    <section
      className={classNames(
        'overflow-hidden rounded-lg border bg-raised',
        call.status === 'waiting' ? 'border-asked/50' : 'border-line',
        isNested ? '' : 'shadow-low',
      )}
    >
      <ToolHeader call={call} id={id} isOpen={isOpen} onToggle={() => toggle(call.id)} />
      {call.status === 'unknown' ? <UnknownOutcome sessionId={sessionId} call={call} /> : null}
      {isOpen ? (
        <div id={`${id}-body`}>
          <ToolBody sessionId={sessionId} call={call} output={output} nested={cards(call.children)} />
        </div>
      ) : urgent.length > 0 ? (
        // what waits or runs inside must not be hidden by a closed card
        <div className="space-y-1.5 border-t border-line bg-sunken px-3 py-2">{cards(urgent)}</div>
      ) : (
        <LiveOutput text={call.status === 'running' ? output.get(call.id) : undefined} />
      )}
    </section>
  );
});

interface ToolHeaderProps {
  call: ToolCall;
  id: string;
  isOpen: boolean;
  onToggle: () => void;
}

function ToolHeader({ call, id, isOpen, onToggle }: ToolHeaderProps) {
  const nameOf = useToolName();
  return (
    <h2>
      <button
        type="button"
        data-transcript-row
        aria-expanded={isOpen}
        aria-controls={isOpen ? `${id}-body` : undefined}
        onClick={onToggle}
        className="ring-inside flex min-h-10 w-full items-center gap-2.5 px-3 py-1.5 text-left transition-colors hover:bg-hover"
      >
        <ToolIcon name={call.name} />
        <span className="shrink-0 font-medium">{nameOf(call.name)}</span>
        <Target call={call} />
        <FoundSign call={call} />
        <StepChip call={call} />
        <VerdictChip call={call} />
        <ToolStatusSign call={call} />
        <ChevronRight
          aria-hidden
          className={classNames('size-4 shrink-0 text-ink-faint transition-transform', isOpen && 'rotate-90')}
        />
      </button>
    </h2>
  );
}

/** Says on the closed card that its result held something. */
function FoundSign({ call }: { call: ToolCall }) {
  const { t } = useTranslation('transcript');
  const found = foundOf(call);
  if (!found) return null;
  const isSuspect = found.hidden || found.imitations || found.wording;
  const Icon = isSuspect ? TriangleAlert : KeyRound;
  return (
    <span title={t('foundSign')} className={isSuspect ? 'text-asked' : 'text-ink-muted'}>
      <Icon aria-hidden className="size-4" />
      <VisuallyHidden>{t('foundSign')}</VisuallyHidden>
    </span>
  );
}

function Target({ call }: { call: ToolCall }) {
  const { t } = useTranslation('transcript');
  const target = targetOf(call.name, call.input);
  const code = call.name === 'run_code' ? call.input.code : undefined;
  if (typeof code === 'string') {
    const language = call.input.language === 'typescript' ? 'TypeScript' : 'JavaScript';
    return (
      <span className="min-w-0 flex-1 truncate text-ink-muted">
        {t('codeLines', { count: code.trim().split('\n').length, language })}
        {call.children.length > 0 ? ` · ${t('nestedCalls', { count: call.children.length })}` : ''}
      </span>
    );
  }
  if (!target) return <span className="flex-1" />;
  return (
    <span
      className={classNames('min-w-0 flex-1 truncate text-ink-muted', target.isCode && 'font-mono text-sm')}
    >
      <VisibleText text={target.text} />
    </span>
  );
}

function LiveOutput({ text }: { text: string | undefined }) {
  const last = text?.trimEnd().split('\n').slice(-4).join('\n');
  if (!last) return null;
  return (
    <pre className="max-h-24 overflow-hidden border-t border-line bg-sunken px-3 py-2 font-mono text-sm break-words whitespace-pre-wrap text-ink-muted">
      {last}
    </pre>
  );
}
