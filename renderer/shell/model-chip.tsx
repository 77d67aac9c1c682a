import { useTranslation } from 'react-i18next';
import { type ModelState, useEndpoint } from '../api/index.ts';
import { classNames } from '../lib/class-names.ts';
import { links } from '../router/router.ts';

const words = {
  ready: 'modelReady',
  unchecked: 'modelUnchecked',
  not_set: 'modelNotSet',
  wrong_key: 'modelWrongKey',
  no_network: 'modelNoNetwork',
  unknown_model: 'modelUnknown',
  no_credit: 'modelNoCredit',
  failed: 'modelFailed',
} as const satisfies Record<ModelState, string>;

/** The key of the sentence for a model's state, in the `shell` words. */
export function wordsOf(state: ModelState): (typeof words)[ModelState] {
  return words[state];
}

/** Which model works here and whether it does; leads to its settings. */
export function ModelChip() {
  const { t } = useTranslation('shell');
  const model = useEndpoint('getStatus').data?.model;
  if (!model) return null;
  const name = model.provider === 'rehearsal' ? t('modelRehearsal') : (model.model ?? t('modelNone'));
  const isFine = model.state === 'ready' || model.state === 'unchecked';
  return (
    <a
      href={`#${links.settings('model')}`}
      className="ring-inside mt-1 flex h-7 items-center gap-2.5 rounded-md px-2 text-sm text-ink-muted hover:bg-hover"
    >
      <span className="flex size-4 items-center justify-center">
        <span
          className={classNames(
            'size-2 rounded-full',
            model.state === 'ready' ? 'bg-allowed' : isFine ? 'bg-line-strong' : 'bg-denied',
          )}
        />
      </span>
      <span className="truncate">
        <span className="sr-only">{t('modelLabel')} </span>
        {name}
        <span className="sr-only">, {t(words[model.state])}</span>
      </span>
      {isFine ? null : <span className="ml-auto truncate text-denied">{t('modelSettings')}</span>}
    </a>
  );
}
