import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/index.ts';
import { useErrorWords } from '../../lib/error-words.ts';
import { Banner } from '../../ui/index.ts';

/** Why it was not kept. What was typed is gone by then, which is said too. */
export function Failure({ error }: { error: unknown }) {
  const { t } = useTranslation('vaults');
  const words = useErrorWords(error);
  const reason = error instanceof ApiError ? error.details.reason : undefined;
  return (
    <div ref={show}>
      <Banner tone="danger">
        <p className="font-medium">{words.sentence}</p>
        {typeof reason === 'string' ? <p className="text-sm">{reason}</p> : null}
        <p className="text-sm">{t('typeAgain')}</p>
      </Banner>
    </div>
  );
}

/** The form may be scrolled down to where it was sent from. */
function show(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'center' });
}
