import { ApiError } from '../api/client.ts';
import { i18n } from '../i18n/index.ts';
import { toast } from '../ui/toast.tsx';
import { sentenceOf } from './error-words.ts';

/** Tells of a failed action in passing: `mutate(input, { onError: showFailure })`. */
export function showFailure(error: unknown): void {
  if (error instanceof ApiError && error.code === 'unreachable') {
    toast.failed(i18n.t('common:unreachable'), i18n.t('common:unreachableStep'));
    return;
  }
  const { title, description } = sentenceOf(error);
  toast.failed(title, description);
}
