import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { useToolName } from '../approvals/index.ts';
import { Button, Field, Input, Select, Textarea } from '../ui/index.ts';
import type { DraftStep } from './plan-drafts.ts';

export interface StepFormProps {
  step: DraftStep;
  onChange: (step: DraftStep) => void;
  onDone: () => void;
}

const none = '';

/** Everything of one step. What is typed counts at once; “Done” and Esc only close the form. */
export function StepForm({ step, onChange, onDone }: StepFormProps) {
  const { t } = useTranslation('modes');
  const title = useRef<HTMLTextAreaElement>(null);
  const tools = useToolChoices(step.tool);
  useEffect(() => title.current?.focus(), []);
  const change = (part: Partial<DraftStep>) => onChange({ ...step, ...part });
  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing || event.defaultPrevented || event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onDone();
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes the form wherever the focus is in it
    <div onKeyDown={onKeyDown} className="min-w-0 flex-1 space-y-3">
      <Field label={t('stepTitle')}>
        {(control) => (
          <Textarea
            {...control}
            ref={title}
            rows={1}
            maxLength={500}
            value={step.title}
            onChange={(event) => change({ title: event.target.value })}
            className="min-h-8 resize-none [field-sizing:content]"
          />
        )}
      </Field>
      <div className="grid grid-cols-2 gap-3">
        <Field label={t('stepTool')} {...(step.tool ? {} : { hint: t('noToolHint') })}>
          {({ id }) => (
            <Select
              id={id}
              value={step.tool ?? none}
              options={tools}
              onChange={(tool) => change({ tool: tool === none ? undefined : tool })}
            />
          )}
        </Field>
        <Field label={t('stepReversible')}>
          {({ id }) => (
            <Select
              id={id}
              value={step.reversible}
              options={(['yes', 'partly', 'no'] as const).map((value) => ({
                value,
                label: t(`undo_${value}`),
              }))}
              onChange={(reversible) => change({ reversible })}
            />
          )}
        </Field>
      </div>
      <Field label={t('stepTarget')} hint={t('stepTargetHint')}>
        {(control) => (
          <Input
            {...control}
            maxLength={2000}
            value={step.target ?? ''}
            onChange={(event) => change({ target: event.target.value })}
            className="font-mono text-sm"
          />
        )}
      </Field>
      <Field label={t('stepWhy')}>
        {(control) => (
          <Textarea
            {...control}
            rows={1}
            maxLength={2000}
            value={step.why ?? ''}
            onChange={(event) => change({ why: event.target.value })}
            className="min-h-8 resize-none [field-sizing:content]"
          />
        )}
      </Field>
      <Button size="sm" onClick={onDone}>
        {t('doneEditing')}
      </Button>
    </div>
  );
}

/** The tools there are, and the one that the step names, whatever it is. */
function useToolChoices(named: string | undefined): { value: string; label: string }[] {
  const { t } = useTranslation('modes');
  const nameOf = useToolName();
  const known = useEndpoint('listTools').data?.data.map((tool) => tool.name) ?? [];
  const names = named === undefined || known.includes(named) ? known : [...known, named];
  return [
    { value: none, label: t('noTool') },
    ...names.map((name) => ({ value: name, label: nameOf(name) })),
  ];
}
