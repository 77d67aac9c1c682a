import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/index.ts';
import { useErrorWords } from '../lib/error-words.ts';
import { Banner } from '../ui/index.ts';

/** Why it did not go through, and how long the next try has to wait. What was typed is gone by then. */
export function PassphraseFailure({ error }: { error: unknown }) {
  const { t } = useTranslation('vaultKey');
  const { sentence, nextStep } = useErrorWords(error);
  const waitMs = error instanceof ApiError ? error.details.retry_after_ms : undefined;
  const waitSeconds = typeof waitMs === 'number' ? Math.ceil(waitMs / 1000) : 0;
  return (
    <Banner tone="danger">
      <p className="font-medium">{sentence}</p>
      <p className="text-sm">
        {waitSeconds > 0 ? t('wait', { count: waitSeconds }) : nextStep} {t('typeAgain')}
      </p>
    </Banner>
  );
}
