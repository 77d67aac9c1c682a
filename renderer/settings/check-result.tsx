import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ModelStatus } from '../api/index.ts';
import { useErrorWords } from '../lib/error-words.ts';
import { Banner } from '../ui/index.ts';

const words = {
  wrong_key: ['stateWrongKey', 'stateWrongKeyStep'],
  no_network: ['stateNoNetwork', 'stateNoNetworkStep'],
  unknown_model: ['stateUnknownModel', 'stateUnknownModelStep'],
  no_credit: ['stateNoCredit', 'stateNoCreditStep'],
  failed: ['stateFailed', null],
  unchecked: ['stateUnchecked', null],
  not_set: ['stateFailed', null],
} as const;

/** What the test of a model said, and what to do about it. */
export function CheckResult({ result, error }: { result: ModelStatus | null; error: unknown }) {
  const { t } = useTranslation('settings');
  if (error) return <CheckFailure error={error} />;
  if (!result) return null;
  if (result.state === 'ready') {
    return (
      <div
        role="status"
        className="flex items-center gap-3 rounded-lg bg-allowed-soft px-4 py-2.5 text-allowed"
      >
        <CircleCheck aria-hidden className="size-4" />
        <span className="text-ink">{t('checkedReady', { model: result.model ?? '' })}</span>
      </div>
    );
  }
  const [title, step] = words[result.state];
  return (
    <Banner tone={result.state === 'unchecked' ? 'info' : 'danger'}>
      <p className="font-medium">{t(title)}</p>
      {step ? <p className="mt-0.5 text-sm">{t(step)}</p> : null}
      {result.message && result.state !== 'wrong_key' ? (
        <p className="mt-1 text-sm break-words">{result.message}</p>
      ) : null}
    </Banner>
  );
}

function CheckFailure({ error }: { error: unknown }) {
  const { sentence, nextStep } = useErrorWords(error);
  return (
    <Banner tone="danger">
      <p className="font-medium">{sentence}</p>
      {nextStep ? <p className="mt-0.5 text-sm">{nextStep}</p> : null}
    </Banner>
  );
}
