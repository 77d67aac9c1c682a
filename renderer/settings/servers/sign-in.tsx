import { useTranslation } from 'react-i18next';
import { type McpServer, useEndpointMutation } from '../../api/index.ts';
import { VisibleText } from '../../approvals/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { Badge, Banner, Button, toast } from '../../ui/index.ts';

/** How the sign-in to a server stands, and what can be done about it; nothing for a program. */
export function SignInState({ server }: { server: McpServer }) {
  const { t } = useTranslation(['servers', 'common']);
  const cancel = useEndpointMutation('cancelMcpSignIn', ['mcp']);
  const { sign_in: now } = server;
  if (!now || now.state === 'none') return null;
  const stop = () => cancel.mutate({ params: { id: server.id } }, { onError: showFailure });
  if (now.state === 'signed_in') return <SignedIn server={server} signIn={now} />;
  return (
    <div className="px-4 pb-3">
      {now.state === 'waiting' ? (
        <Banner tone="info">
          <p className="font-medium">
            {now.host === null ? t('signInAsking') : t('signInWaiting', { host: now.host })}
          </p>
          {now.host === null ? null : <p className="text-sm">{t('signInWaitingText')}</p>}
          <Button size="sm" className="mt-2" isBusy={cancel.isPending} onClick={stop}>
            {t('signInCancel')}
          </Button>
        </Banner>
      ) : (
        <Banner tone="danger">
          <p className="font-medium">{now.problem?.sentence}</p>
          <p className="text-sm">{now.problem?.next_step}</p>
          <p className="mt-1 font-mono text-xs break-words select-text">
            <VisibleText text={t('problemDetail', { message: now.problem?.message ?? '' })} />
          </p>
          <Button size="sm" className="mt-2" isBusy={cancel.isPending} onClick={stop}>
            {t('signInDismiss')}
          </Button>
        </Banner>
      )}
    </div>
  );
}

function SignedIn({ server, signIn }: { server: McpServer; signIn: NonNullable<McpServer['sign_in']> }) {
  const { t } = useTranslation('servers');
  const signOut = useEndpointMutation('signOutOfMcpServer', ['mcp']);
  const { id, name } = server;
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 pb-3 text-sm">
      <Badge tone="allowed">{t('signedIn')}</Badge>
      <span className="min-w-0 text-ink-muted break-words select-text">
        <VisibleText
          text={
            signIn.scopes.length === 0
              ? t('signedInAt', { host: signIn.host })
              : t('signedInWith', { host: signIn.host, rights: signIn.scopes.join(' ') })
          }
        />
      </span>
      <Button
        size="sm"
        variant="ghost"
        className="ml-auto"
        aria-label={t('signOutOf', { name })}
        isBusy={signOut.isPending}
        onClick={() =>
          signOut.mutate(
            { params: { id } },
            { onSuccess: () => toast.done(t('signedOut', { name })), onError: showFailure },
          )
        }
      >
        {t('signOut')}
      </Button>
    </div>
  );
}
