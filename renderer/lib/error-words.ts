import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.ts';

export interface ErrorWords {
  sentence: string;
  nextStep: string;
}

/** What an error says to the owner: the API's own sentence, or ours where no answer came. */
export function useErrorWords(error: unknown): ErrorWords {
  const { t } = useTranslation('common');
  return errorWords(error, {
    unreachable: { sentence: t('unreachable'), nextStep: t('unreachableStep') },
    unreadable: { sentence: t('unexpectedAnswer'), nextStep: t('unexpectedStep') },
    unexpected: t('unexpectedStep'),
  });
}

function errorWords(
  error: unknown,
  own: { unreachable: ErrorWords; unreadable: ErrorWords; unexpected: string },
): ErrorWords {
  if (error instanceof ApiError) {
    if (error.code === 'unreachable') return own.unreachable;
    if (error.code === 'unexpected_answer') return own.unreadable;
    return { sentence: error.sentence, nextStep: error.nextStep };
  }
  return { sentence: error instanceof Error ? error.message : String(error), nextStep: own.unexpected };
}

/** Shows a failed action as a toast: `onError: useFailureToast()`. */
export function sentenceOf(error: unknown): { title: string; description?: string } {
  if (!(error instanceof ApiError)) return { title: error instanceof Error ? error.message : String(error) };
  return error.nextStep ? { title: error.sentence, description: error.nextStep } : { title: error.sentence };
}
