import { useTranslation } from 'react-i18next';
import { useEndpoint, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Banner, Button } from '../ui/index.ts';

/** What was being taken when Holdfast ended: the rest has to be brought along again, because it lay nowhere. */
export function BrokenImports() {
  const { t } = useTranslation('imports');
  const broken = useEndpoint('listBrokenImports').data?.data ?? [];
  const dismiss = useEndpointMutation('dismissBrokenImports', ['imports']);
  if (broken.length === 0) return null;
  return (
    <Banner
      tone="warning"
      className="mb-4"
      action={
        <Button
          size="sm"
          isBusy={dismiss.isPending}
          onClick={() => dismiss.mutate({}, { onError: showFailure })}
        >
          {t('brokenKnown')}
        </Button>
      }
    >
      {broken.map(({ file, files, wing, messages }) => (
        <p key={`${file} ${wing}`} className="font-medium break-words">
          {t('broken', {
            name: files > 1 ? t('nameMore', { file, count: files - 1 }) : t('nameOne', { file }),
            wing,
            count: messages,
          })}
        </p>
      ))}
      <p className="text-sm">{t('brokenHint')}</p>
    </Banner>
  );
}
