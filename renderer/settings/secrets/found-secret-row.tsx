import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type FoundSecret, useEndpointMutation } from '../../api/index.ts';
import { VisibleText } from '../../approvals/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { links } from '../../router/router.ts';
import { Badge, Button, RelativeTime, toast } from '../../ui/index.ts';

/** Something that was taken out. Its value is shown when the owner asks for it, as long as the row shows it, and kept nowhere. */
export function FoundSecretRow({ secret }: { secret: FoundSecret }) {
  const { t } = useTranslation('secrets');
  const [value, setValue] = useState<string | null>(null);
  const harmless = useEndpointMutation('setSecretHarmless', ['settings']);
  const { number, looks_like, characters, session_id, created_at, is_harmless, can_be_opened } = secret;
  const params = { number: String(number) };
  async function toggle(): Promise<void> {
    // a plain call: the client of queries would keep the answer
    setValue(value === null ? (await call('revealSecret', { params })).value : null);
  }
  return (
    <li className="px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-48 flex-1 select-text">
          <p className="flex flex-wrap items-center gap-2">
            <span>{t('line', { number, looksLike: looks_like, count: characters })}</span>
            {is_harmless ? <Badge>{t('harmless')}</Badge> : null}
          </p>
          <p className="text-sm text-ink-muted">
            <RelativeTime at={created_at} />
            {session_id === null ? null : (
              <>
                {' · '}
                <a
                  href={`#${links.session(session_id)}`}
                  className="text-accent underline decoration-current/40 underline-offset-2 hover:decoration-current"
                >
                  {t('session')}
                </a>
              </>
            )}
          </p>
        </div>
        {can_be_opened ? (
          <Button
            size="sm"
            aria-label={t(value === null ? 'revealNumber' : 'hideNumber', { number })}
            onClick={() => void toggle().catch(showFailure)}
          >
            {t(value === null ? 'reveal' : 'hide')}
          </Button>
        ) : (
          <span className="text-sm text-ink-muted">{t('sealed')}</span>
        )}
        <Button
          size="sm"
          variant="ghost"
          isBusy={harmless.isPending}
          aria-label={t(is_harmless ? 'isSecretNumber' : 'isHarmlessNumber', { number })}
          onClick={() =>
            harmless.mutate(
              { params, body: { is_harmless: !is_harmless } },
              {
                onSuccess: () => toast.done(t(is_harmless ? 'secretAgain' : 'harmlessDone', { number })),
                onError: showFailure,
              },
            )
          }
        >
          {t(is_harmless ? 'isSecret' : 'isHarmless')}
        </Button>
      </div>
      {value === null ? null : (
        <p className="mt-2 rounded-md border border-line bg-sunken px-2 py-1 font-mono text-sm break-all whitespace-pre-wrap select-text">
          <VisibleText text={value} />
        </p>
      )}
    </li>
  );
}
