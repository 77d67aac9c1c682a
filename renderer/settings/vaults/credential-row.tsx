import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type VaultCredential, vaultCalls } from '../../api/index.ts';
import { VisibleText } from '../../approvals/index.ts';
import { links } from '../../router/router.ts';
import { Badge, Button, RelativeTime } from '../../ui/index.ts';
import { ChangeValue } from './change-value.tsx';
import { EndingButtons } from './ending-buttons.tsx';
import { RenewalLine } from './renewal-line.tsx';

/** A credential: what it is, where it may go, when it last went. Its value is nowhere here. */
export function CredentialRow({ credential }: { credential: VaultCredential }) {
  const { t } = useTranslation('vaults');
  const [isChanging, setChanging] = useState(false);
  const { id, vault_id: vaultId, name, auth, state } = credential;
  const isArchived = state === 'archived';
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <p className="font-medium break-all select-text">
          <VisibleText text={name} />
        </p>
        <Badge>{t(`kind.${auth.type}`)}</Badge>
        {state === 'ready' ? null : (
          <Badge tone={state === 'locked' ? 'denied' : 'neutral'}>{t(`state.${state}`)}</Badge>
        )}
      </div>
      <div className="mt-1 space-y-0.5 text-sm text-ink-muted select-text">
        <WhereTo auth={auth} />
        <RenewalLine credential={credential} />
        <LastUse credential={credential} />
        {state === 'locked' ? <p className="text-denied">{t('lockedText')}</p> : null}
      </div>
      <div className="mt-2 flex flex-wrap gap-2">
        {isArchived ? null : (
          <Button size="sm" aria-label={`${t('change')} ${name}`} onClick={() => setChanging(true)}>
            {t('change')}
          </Button>
        )}
        <EndingButtons
          of="Credential"
          name={name}
          isArchived={isArchived}
          archive={() => vaultCalls.archiveCredential(vaultId, id)}
          remove={() => vaultCalls.removeCredential(vaultId, id)}
        />
      </div>
      {isChanging ? <ChangeValue credential={credential} onClose={() => setChanging(false)} /> : null}
    </li>
  );
}

function WhereTo({ auth }: { auth: VaultCredential['auth'] }) {
  const { t } = useTranslation('vaults');
  if (auth.type !== 'environment_variable')
    return (
      <p className="break-words">
        <VisibleText text={t('goesToServer', { url: auth.mcp_server_url })} />
      </p>
    );
  const { header, body } = auth.injection_location;
  const place = header && body ? 'both' : body ? 'body' : 'header';
  const isAnywhere = auth.networking.type === 'unrestricted';
  const hosts = auth.networking.type === 'limited' ? auth.networking.allowed_hosts.join(', ') : '';
  return (
    <>
      <p className={isAnywhere ? 'text-asked' : 'break-words'}>
        <VisibleText text={isAnywhere ? t(`goesAnywhere.${place}`) : t(`goesToHosts.${place}`, { hosts })} />
      </p>
      {auth.may_leave === true ? <p className="text-asked">{t('mayLeaveOn')}</p> : null}
    </>
  );
}

function LastUse({ credential: { last_use: last, uses } }: { credential: VaultCredential }) {
  const { t } = useTranslation('vaults');
  if (!last) return <p>{t('neverUsed')}</p>;
  return (
    <p className="break-words">
      {t('lastUsed', { host: last.host, count: uses })} <RelativeTime at={last.at} />
      {last.session_id === null ? null : (
        <>
          {' · '}
          <a
            className="text-accent underline decoration-current/40 underline-offset-2 hover:decoration-current"
            href={`#${links.session(last.session_id)}`}
          >
            {last.session_title || t('untitled')}
          </a>
        </>
      )}
    </p>
  );
}
