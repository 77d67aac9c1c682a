import { useTranslation } from 'react-i18next';
import type { VaultCredential } from '../../api/index.ts';
import { formatAbsolute } from '../../lib/dates.ts';
import { useNow } from '../../lib/use-now.ts';
import { RelativeTime } from '../../ui/index.ts';

/** When an OAuth token ends, who renews it, and how the last try went. */
export function RenewalLine({ credential: { auth, renewal, state } }: { credential: VaultCredential }) {
  const { t, i18n } = useTranslation('vaults');
  const now = useNow();
  if (auth.type !== 'mcp_oauth' || state === 'archived') return null;
  const { expires_at: end, refresh } = auth;
  const isOver = end !== null && Date.parse(end) <= now;
  const at = end === null ? '' : formatAbsolute(end, i18n.language);
  const key = end === null ? 'unknown' : isOver ? 'over' : 'until';
  const isBad = refresh === null && isOver;
  return (
    <>
      <p className={isBad ? 'text-denied' : ''}>
        {t(`ends.${key}`, { at })}{' '}
        {refresh === null ? t('renewal.none') : t('renewal.own', { host: hostOf(refresh.token_endpoint) })}
      </p>
      {renewal ? (
        <p className={renewal.succeeded ? '' : 'text-denied'}>
          {renewal.succeeded
            ? t('renewal.succeeded')
            : renewal.status === null
              ? t('renewal.failed')
              : t('renewal.refused', { status: renewal.status })}{' '}
          <RelativeTime at={renewal.at} />
        </p>
      ) : null}
    </>
  );
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
