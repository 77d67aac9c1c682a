import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpointMutation } from '../../api/index.ts';
import { VisibleText } from '../../approvals/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { Button, toast } from '../../ui/index.ts';

export interface SecretLineProps {
  number: number;
  looksLike: string;
  characters: number;
}

/** One secret that was taken out: shown for as long as the line stands open, and never kept. */
export function SecretLine({ number, looksLike, characters }: SecretLineProps) {
  const { t } = useTranslation('transcript');
  const reveal = useEndpointMutation('revealSecret');
  const harmless = useEndpointMutation('setSecretHarmless', ['settings']);
  const [value, setValue] = useState<string | null>(null);
  const params = { number: String(number) };
  function toggle(): void {
    if (value !== null) setValue(null);
    else reveal.mutate({ params }, { onSuccess: (answer) => setValue(answer.value), onError: showFailure });
  }
  return (
    <li className="text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-40 flex-1">{t('secretLine', { number, looksLike, count: characters })}</span>
        <Button size="sm" isBusy={reveal.isPending} onClick={toggle}>
          {t(value === null ? 'secretReveal' : 'secretHide')}
        </Button>
        <Button
          size="sm"
          isBusy={harmless.isPending}
          onClick={() =>
            harmless.mutate(
              { params, body: { is_harmless: true } },
              { onSuccess: () => toast.done(t('secretHarmlessDone')), onError: showFailure },
            )
          }
        >
          {t('secretHarmless')}
        </Button>
      </div>
      {value === null ? null : (
        <p className="mt-1 rounded-md border border-line bg-sunken px-2 py-1 font-mono text-sm whitespace-pre-wrap select-text">
          <VisibleText text={value} />
        </p>
      )}
    </li>
  );
}
