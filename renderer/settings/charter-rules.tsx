import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { longestStandingRule, mostStandingRules } from '../../core/api/contract.ts';
import { ApiError, type CharterView, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Banner, Button, IconButton, Textarea, toast } from '../ui/index.ts';

interface CharterRulesProps {
  charter: CharterView;
  /** What is being written; null: what is in force. */
  draft: readonly string[] | null;
  onDraft: (rules: readonly string[] | null) => void;
}

/** The standing rules as fields; saving makes a new version of the whole list. */
export function CharterRules({ charter, draft, onDraft }: CharterRulesProps) {
  const { t } = useTranslation('charter');
  const save = useEndpointMutation('setCharter', ['charter']);
  const { rules: current, version } = charter.owner;
  const rules = draft ?? current;
  const isChanged = draft !== null && draft.join('\n') !== current.join('\n');
  const isValid = rules.every((rule) => problemOf(rule) === null);
  const isStale = save.error instanceof ApiError && save.error.code === 'conflict';
  const change = (at: number, rule: string) =>
    onDraft(rules.map((each, index) => (index === at ? rule.replaceAll(/\s*[\r\n]+\s*/g, ' ') : each)));
  function submit(): void {
    save.mutate(
      { body: { rules: rules.map((rule) => rule.trim()), base_version: version } },
      {
        onSuccess: (saved) => {
          onDraft(null);
          toast.done(t('saved', { version: saved.owner.version }));
        },
        onError: (error) => {
          if (!(error instanceof ApiError && error.code === 'conflict')) showFailure(error);
        },
      },
    );
  }
  return (
    <>
      {rules.length === 0 ? <p className="mb-3 text-ink-muted">{t('none')}</p> : null}
      <ol className="space-y-2">
        {rules.map((rule, index) => (
          <RuleField
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place in the list
            key={index}
            number={index + 1}
            rule={rule}
            onChange={(text) => change(index, text)}
            onRemove={() => onDraft(rules.filter((_, at) => at !== index))}
          />
        ))}
      </ol>
      {isStale ? (
        <Banner
          tone="warning"
          className="mt-3"
          action={
            <Button size="sm" onClick={() => save.reset()}>
              {t('loadNewest')}
            </Button>
          }
        >
          <p className="font-medium">{t('changedElsewhere')}</p>
          <p className="text-sm">{t('changedElsewhereStep')}</p>
        </Banner>
      ) : null}
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <Button
          icon={<Plus />}
          disabled={rules.length >= mostStandingRules}
          onClick={() => onDraft([...rules, ''])}
        >
          {t('add')}
        </Button>
        <span className="text-sm text-ink-muted tabular-nums">
          {rules.length >= mostStandingRules
            ? t('most', { count: mostStandingRules })
            : t('size', { rules: rules.length, most: mostStandingRules })}
        </span>
        {isChanged ? (
          <span className="ml-auto flex items-center gap-2">
            <Button variant="ghost" onClick={() => onDraft(null)}>
              {t('discard')}
            </Button>
            <Button variant="primary" disabled={!isValid} isBusy={save.isPending} onClick={submit}>
              {t('save', { version: version + 1 })}
            </Button>
          </span>
        ) : null}
      </div>
    </>
  );
}

function RuleField({
  number,
  rule,
  onChange,
  onRemove,
}: {
  number: number;
  rule: string;
  onChange: (rule: string) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation('charter');
  const problem = problemOf(rule);
  const most = longestStandingRule;
  const length = rule.trim().length;
  const isTooLong = problem === 'long';
  return (
    <li className="flex items-start gap-2">
      <span aria-hidden className="w-6 pt-1.5 text-right text-sm text-ink-muted tabular-nums">
        {number}.
      </span>
      <div className="min-w-0 flex-1">
        <Textarea
          aria-label={t('rule', { number })}
          aria-invalid={isTooLong || undefined}
          rows={1}
          value={rule}
          placeholder={t('placeholder')}
          onChange={(event) => onChange(event.target.value)}
          className="field-sizing-content min-h-8 resize-none py-1"
        />
        {isTooLong ? (
          <p role="alert" className="text-sm text-denied">
            {t('ruleTooLong', { count: length, most, over: length - most })}
          </p>
        ) : problem === 'empty' ? (
          <p className="text-sm text-ink-muted">{t('ruleEmpty')}</p>
        ) : length > most * 0.8 ? (
          <p className="text-right text-sm text-ink-muted tabular-nums">
            {length} / {most}
          </p>
        ) : null}
      </div>
      <IconButton label={t('remove', { number })} icon={<X />} hasTooltip={false} onClick={onRemove} />
    </li>
  );
}

function problemOf(rule: string): 'empty' | 'long' | null {
  const { length } = rule.trim();
  return length === 0 ? 'empty' : length > longestStandingRule ? 'long' : null;
}
