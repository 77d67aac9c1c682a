import { ArrowDown, ArrowUp, Pencil, Plus, RotateCcw, Trash2 } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../ui/index.ts';
import type { DraftStep } from './plan-drafts.ts';
import { StepForm } from './step-form.tsx';
import { StepView } from './step-view.tsx';

const mostSteps = 50;

export interface PlanEditorProps {
  steps: readonly DraftStep[];
  isChanged: boolean;
  /** Null: as the agent proposed them. */
  onChange: (steps: readonly DraftStep[] | null) => void;
}

/** The steps of a waiting plan: each can be changed, moved, taken out; new ones put in. */
export function PlanEditor({ steps, isChanged, onChange }: PlanEditorProps) {
  const { t } = useTranslation('modes');
  const [editing, setEditing] = useState<string | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const put = (step: DraftStep) => onChange(steps.map((one) => (one.key === step.key ? step : one)));
  function move(from: number, by: number): void {
    const step = steps[from];
    const to = from + by;
    if (!step || to < 0 || to >= steps.length) return;
    onChange(steps.toSpliced(from, 1).toSpliced(to, 0, step));
    // the focus goes along, so that a step can be moved on and on
    requestAnimationFrame(() => {
      const row = list.current?.children[to];
      const wanted = row?.querySelector<HTMLButtonElement>(by < 0 ? '[data-up]' : '[data-down]');
      const other = row?.querySelector<HTMLButtonElement>(by < 0 ? '[data-down]' : '[data-up]');
      (wanted?.disabled ? other : wanted)?.focus();
    });
  }
  function remove(at: number): void {
    onChange(steps.toSpliced(at, 1));
    requestAnimationFrame(() => {
      const row = list.current?.children[Math.min(at, steps.length - 2)];
      row?.querySelector<HTMLButtonElement>('[data-edit]')?.focus();
    });
  }
  function add(): void {
    const step: DraftStep = { key: crypto.randomUUID(), title: '', reversible: 'yes' };
    onChange([...steps, step]);
    setEditing(step.key);
  }
  function close(at: number): void {
    setEditing(null);
    requestAnimationFrame(() =>
      list.current?.children[at]?.querySelector<HTMLButtonElement>('[data-edit]')?.focus(),
    );
  }
  return (
    <>
      <ol ref={list} aria-label={t('planSteps')} className="mt-2 divide-y divide-line border-y border-line">
        {steps.map((step, index) => (
          <StepRow
            key={step.key}
            number={index + 1}
            count={steps.length}
            isEditing={editing === step.key}
            onEdit={() => setEditing(step.key)}
            onMove={(by) => move(index, by)}
            onRemove={() => remove(index)}
          >
            {editing === step.key ? (
              <StepForm step={step} onChange={put} onDone={() => close(index)} />
            ) : (
              <StepView step={step.title.trim() === '' ? { ...step, title: t('stepNew') } : step} />
            )}
          </StepRow>
        ))}
      </ol>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button
          size="sm"
          variant="ghost"
          icon={<Plus />}
          disabled={steps.length >= mostSteps}
          onClick={add}
          className="-ml-2.5"
        >
          {t('addStep')}
        </Button>
        {isChanged ? (
          <Button size="sm" variant="ghost" icon={<RotateCcw />} onClick={() => onChange(null)}>
            {t('asProposed')}
          </Button>
        ) : null}
      </div>
    </>
  );
}

interface StepRowProps {
  number: number;
  count: number;
  isEditing: boolean;
  onEdit: () => void;
  onMove: (by: number) => void;
  onRemove: () => void;
  children: ReactNode;
}

function StepRow({ number, count, isEditing, onEdit, onMove, onRemove, children }: StepRowProps) {
  const { t } = useTranslation('modes');
  function onKeyDown(event: KeyboardEvent): void {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || by === undefined || isEditing) return;
    event.preventDefault();
    onMove(by);
  }
  return (
    <li onKeyDown={onKeyDown} className="flex gap-3 py-2.5">
      <span aria-hidden className="w-5 shrink-0 text-right text-ink-muted tabular-nums">
        {number}.
      </span>
      {children}
      <div className="-my-1 flex shrink-0 self-start">
        {isEditing ? null : (
          <>
            <IconButton
              size="sm"
              data-up
              label={t('moveUp', { number })}
              icon={<ArrowUp />}
              disabled={number === 1}
              onClick={() => onMove(-1)}
            />
            <IconButton
              size="sm"
              data-down
              label={t('moveDown', { number })}
              icon={<ArrowDown />}
              disabled={number === count}
              onClick={() => onMove(1)}
            />
            <IconButton
              size="sm"
              data-edit
              label={t('edit', { number })}
              icon={<Pencil />}
              onClick={onEdit}
            />
          </>
        )}
        <IconButton size="sm" label={t('remove', { number })} icon={<Trash2 />} onClick={onRemove} />
      </div>
    </li>
  );
}
