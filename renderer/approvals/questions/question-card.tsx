import { Check, MessageCircleQuestion, MinusCircle } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpointMutation } from '../../api/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { Button, Input } from '../../ui/index.ts';
import { VisibleText } from '../visible/visible-text.tsx';

export type QuestionState =
  | { kind: 'waiting' }
  | { kind: 'answered'; answer: string }
  | { kind: 'declined' }
  /** Stopped or taken back before there was an answer. */
  | { kind: 'over' };

export interface QuestionCardProps {
  toolUseId: string;
  question: string;
  options: readonly string[];
  why: string | null;
  /** Holdfast asks by itself; the agent did not. */
  isByHoldfast?: boolean;
  state: QuestionState;
}

/** A question of the agent: one click, own words, or no answer, which it must take as no. */
export function QuestionCard({
  toolUseId,
  question,
  options,
  why,
  isByHoldfast = false,
  state,
}: QuestionCardProps) {
  const { t } = useTranslation('approvals');
  const id = useId();
  const isWaiting = state.kind === 'waiting';
  return (
    <section
      aria-labelledby={id}
      className={
        isWaiting
          ? 'rounded-xl border border-line-strong bg-raised px-4 py-3.5 shadow-low'
          : 'rounded-lg border border-line bg-raised px-3 py-2.5'
      }
    >
      <div className="flex gap-2.5">
        <MessageCircleQuestion
          aria-hidden
          className={isWaiting ? 'mt-1 size-4 shrink-0 text-asked' : 'mt-1 size-4 shrink-0 text-ink-faint'}
        />
        <div className="min-w-0 flex-1">
          {isByHoldfast ? <p className="text-sm text-ink-muted">{t('holdfastAsks')}</p> : null}
          <h2
            id={id}
            className={isWaiting ? 'text-md font-medium select-text' : 'leading-6 text-ink-muted select-text'}
          >
            <VisibleText text={question} className="whitespace-pre-wrap" />
          </h2>
          {why && isWaiting ? (
            <p className="mt-0.5 text-ink-muted select-text">
              <VisibleText text={why} />
            </p>
          ) : null}
          {isWaiting ? (
            <Answers toolUseId={toolUseId} options={options} labelledBy={id} />
          ) : (
            <Answered state={state} />
          )}
        </div>
      </div>
    </section>
  );
}

function Answers({
  toolUseId,
  options,
  labelledBy,
}: {
  toolUseId: string;
  options: readonly string[];
  labelledBy: string;
}) {
  const { t } = useTranslation('approvals');
  const [text, setText] = useState('');
  const mutation = useEndpointMutation('answerQuestion', ['questions', 'sessions']);
  function send(body: { answer: string } | { declined: true }): void {
    if (!mutation.isPending) mutation.mutate({ params: { toolUseId }, body }, { onError: showFailure });
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (text.trim() !== '') send({ answer: text.trim() });
  }
  return (
    <>
      {options.length > 0 ? (
        <div className="mt-3 flex flex-wrap gap-2">
          {options.map((option) => (
            <Button
              key={option}
              onClick={() => send({ answer: option })}
              className="h-auto min-h-8 max-w-full py-1.5 text-left whitespace-normal"
            >
              <VisibleText text={option} />
            </Button>
          ))}
        </div>
      ) : null}
      <form onSubmit={submit} className="mt-3 flex items-center gap-2">
        <Input
          aria-labelledby={labelledBy}
          value={text}
          maxLength={20_000}
          placeholder={t(options.length > 0 ? 'ownWords' : 'yourAnswer')}
          onChange={(event) => setText(event.target.value)}
          className="flex-1"
        />
        <Button type="submit" disabled={text.trim() === ''} isBusy={mutation.isPending}>
          {t('answer')}
        </Button>
        <Button variant="ghost" title={t('noAnswerHint')} onClick={() => send({ declined: true })}>
          {t('noAnswer')}
        </Button>
      </form>
    </>
  );
}

function Answered({ state }: { state: Exclude<QuestionState, { kind: 'waiting' }> }) {
  const { t } = useTranslation('approvals');
  if (state.kind === 'answered') {
    return (
      <p className="mt-1 flex gap-1.5 font-medium select-text">
        <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-allowed" />
        <span className="sr-only">{t('youAnswered')}</span>
        <VisibleText text={state.answer} className="whitespace-pre-wrap" />
      </p>
    );
  }
  return (
    <p className="mt-1 flex gap-1.5 text-ink-muted">
      <MinusCircle aria-hidden className="mt-0.5 size-4 shrink-0" />
      {t(state.kind === 'declined' ? 'youDeclined' : 'questionOver')}
    </p>
  );
}
