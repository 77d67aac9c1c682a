import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { VisibleText } from '../../approvals/index.ts';
import { Blocked } from '../../grants/index.ts';
import { imagesOf, isForgotten, textOf } from '../model/content.ts';
import type { ToolCall } from '../model/items.ts';
import { BoundedText } from './bounded-text.tsx';
import { FoundNotes } from './found-notes.tsx';
import { Part } from './part.tsx';
import { ToolFacts } from './tool-facts.tsx';
import { ToolInput } from './tool-input.tsx';

export interface ToolBodyProps {
  sessionId: string;
  call: ToolCall;
  output: ReadonlyMap<string, string>;
  /** Cards of the calls that this one made. */
  nested: ReactNode;
}

/** Everything of one call: arguments, calls it made, what it printed, what came back, who let it run. */
export function ToolBody({ sessionId, call, output, nested }: ToolBodyProps) {
  const { t } = useTranslation('transcript');
  const printed = output.get(call.id);
  return (
    <div className="space-y-3 border-t border-line px-3 py-3">
      {call.verdict?.rule.startsWith('block:') ? (
        <Blocked
          sessionId={sessionId}
          tool={call.name}
          reason={call.verdict.reason}
          values={call.foreignValues}
          isFloor={call.verdict.rule.startsWith('block:floor')}
        />
      ) : null}
      <ToolInput call={call} />
      {call.recorded ? (
        <Part title={t('partRecorded')}>
          <p className="select-text">
            <VisibleText text={call.recorded.sentence} />
          </p>
          {call.recorded.paths.map((path) => (
            <p key={path} className="font-mono text-sm text-ink-muted select-text">
              <VisibleText text={path} />
            </p>
          ))}
        </Part>
      ) : null}
      {call.children.length > 0 ? (
        <Part title={t('partNested')}>
          <div className="space-y-1.5 border-l-2 border-line pl-3">{nested}</div>
        </Part>
      ) : null}
      {printed !== undefined && call.result === null ? (
        <Part title={t('partConsole')}>
          <BoundedText text={printed} fromEnd />
        </Part>
      ) : null}
      <FoundNotes call={call} />
      <Result call={call} />
      <ToolFacts sessionId={sessionId} call={call} />
    </div>
  );
}

function Result({ call }: { call: ToolCall }) {
  const { t } = useTranslation('transcript');
  const { result } = call;
  const note = call.confirmation?.result === 'deny' ? call.confirmation.deny_message : null;
  if (note) {
    return (
      <Part title={t('partNote')}>
        <p className="rounded-lg bg-denied-soft px-3 py-2 whitespace-pre-wrap select-text">
          <VisibleText text={note} />
        </p>
      </Part>
    );
  }
  if (!result || call.status === 'recorded') return null;
  if (isForgotten(result.content)) return <Part title={t('partOutput')}>{t('forgotten')}</Part>;
  const isProblem = result.is_error === true && call.status !== 'not_run';
  const text = textOf(result.content);
  const images = imagesOf(result.content);
  if (text === '' && images.length === 0) {
    return (
      <Part title={t('partOutput')}>
        <p className="text-ink-muted">{t('noOutput')}</p>
      </Part>
    );
  }
  return (
    <Part title={t(isProblem ? 'partProblem' : call.status === 'not_run' ? 'partNotRun' : 'partOutput')}>
      {text === '' ? null : <BoundedText text={text} isProblem={isProblem} />}
      {images.map((source) => (
        <img
          key={source.slice(0, 200) + source.length}
          src={source}
          alt={t('outputImage')}
          className="mt-2 max-h-80 rounded-lg border border-line"
        />
      ))}
    </Part>
  );
}
