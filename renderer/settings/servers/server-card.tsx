import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type McpServer, useEndpointMutation } from '../../api/index.ts';
import { VisibleText } from '../../approvals/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { AlertDialog, Badge, Banner, Button, Card, Switch, type Tone, toast } from '../../ui/index.ts';
import { ServerForm } from './server-form.tsx';
import { ServerTools } from './server-tools.tsx';
import { SignInState } from './sign-in.tsx';
import { SignInForm } from './sign-in-form.tsx';

const tones: Readonly<Record<McpServer['state'], Tone>> = {
  never: 'neutral',
  connecting: 'neutral',
  ok: 'allowed',
  failed: 'denied',
};

/** One server: how it is reached, how that went, and its tools. */
export function ServerCard({ server }: { server: McpServer }) {
  const { t } = useTranslation('servers');
  const change = useEndpointMutation('changeMcpServer', ['mcp']);
  const test = useEndpointMutation('testMcpServer', ['mcp']);
  const [open, setOpen] = useState<'form' | 'sign-in' | 'remove' | null>(null);
  const close = () => setOpen(null);
  const params = { id: server.id };
  const isSignedIn = server.sign_in?.state === 'signed_in';
  const isConnecting = server.state === 'connecting' || test.isPending;
  return (
    <Card role="group" aria-label={server.name}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3">
        <p className="font-medium select-text">{server.name}</p>
        <Badge tone={isConnecting ? 'neutral' : tones[server.state]}>
          {t(`state.${isConnecting ? 'connecting' : server.state}`)}
        </Badge>
        <span className="ml-auto flex items-center gap-2">
          <Switch
            label={t('on', { name: server.name })}
            isOn={server.is_on}
            onChange={(is_on) => change.mutate({ params, body: { is_on } }, { onError: showFailure })}
          />
        </span>
      </div>
      <HowReached server={server} />
      {server.problem && !isConnecting && server.sign_in?.state !== 'waiting' ? (
        <Problem problem={server.problem} />
      ) : null}
      <SignInState server={server} />
      <Waiting server={server} />
      <div className="flex flex-wrap items-center gap-2 px-4 pb-3">
        <Button
          size="sm"
          isBusy={isConnecting}
          onClick={() => test.mutate({ params }, { onError: showFailure })}
        >
          {t('lookAgain')}
        </Button>
        {server.sign_in && server.sign_in.state !== 'waiting' ? (
          <Button
            size="sm"
            variant={server.problem?.code === 'mcp_authentication_failed' ? 'primary' : 'secondary'}
            aria-label={t(isSignedIn ? 'signInAgainTo' : 'signInTo', { name: server.name })}
            onClick={() => setOpen('sign-in')}
          >
            {isSignedIn ? t('signInAgain') : t('signIn')}
          </Button>
        ) : null}
        <Button size="sm" aria-label={t('editOne', { name: server.name })} onClick={() => setOpen('form')}>
          {t('edit')}
        </Button>
        <Button size="sm" variant="ghost" onClick={() => setOpen('remove')}>
          {t('remove')}
        </Button>
      </div>
      <Tools server={server} />
      {open === 'form' ? <ServerForm server={server} onClose={close} /> : null}
      {open === 'sign-in' ? <SignInForm server={server} onClose={close} /> : null}
      {open === 'remove' ? <RemoveServer server={server} onClose={close} /> : null}
    </Card>
  );
}

function HowReached({ server: { transport } }: { server: McpServer }) {
  const words = transport.type === 'http' ? [transport.url] : [transport.command, ...transport.args];
  return (
    <div className="mt-1 px-4 pb-3">
      <p className="font-mono text-sm break-all text-ink-muted select-text">
        <VisibleText text={words.join(' ')} />
      </p>
      {transport.type === 'stdio' ? <Reach confinement={transport.confinement} /> : null}
    </div>
  );
}

type Confinement = Extract<McpServer['transport'], { type: 'stdio' }>['confinement'];

function Reach({ confinement }: { confinement: Confinement }) {
  const { t } = useTranslation('servers');
  if (confinement === null)
    return (
      <p className="mt-1 flex items-center gap-2 text-sm">
        <Badge tone="asked">{t('unconfined')}</Badge>
        <span className="text-ink-muted">{t('reachesAll')}</span>
      </p>
    );
  const folders = confinement.folders.map(({ path, access }) =>
    t(access === 'read' ? 'reachesRead' : 'reachesWrite', { path }),
  );
  return (
    <p className="mt-1 flex flex-wrap items-center gap-2 text-sm">
      <Badge tone="neutral">{t('confined')}</Badge>
      <span className="text-ink-muted break-all">
        {folders.length === 0 ? t('reachesNone') : <VisibleText text={folders.join(' · ')} />}
      </span>
    </p>
  );
}

function Problem({ problem }: { problem: NonNullable<McpServer['problem']> }) {
  const { t } = useTranslation('servers');
  return (
    <div className="px-4 pb-3">
      <Banner tone="danger">
        <p className="font-medium">{problem.sentence}</p>
        <p className="text-sm">{problem.next_step}</p>
        <p className="mt-1 font-mono text-xs break-words select-text">
          <VisibleText text={t('problemDetail', { message: problem.message })} />
        </p>
      </Banner>
    </div>
  );
}

function Waiting({ server }: { server: McpServer }) {
  const { t } = useTranslation('servers');
  const waits = (state: string) => state === 'changed' || (server.is_on && state === 'quarantined');
  const count = server.tools.filter(({ state }) => waits(state)).length;
  if (count === 0) return null;
  return (
    <div className="px-4 pb-3">
      <Banner tone="warning">{t('waiting', { count })}</Banner>
    </div>
  );
}

function Tools({ server }: { server: McpServer }) {
  const { t } = useTranslation('servers');
  const [isOpen, setOpen] = useState(false);
  const { tools } = server;
  if (tools.length === 0)
    return server.state === 'ok' ? (
      <p className="border-t border-line px-4 py-2.5 text-sm text-ink-muted">{t('noTools')}</p>
    ) : null;
  return (
    <div className="border-t border-line">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="ring-inside flex w-full items-center gap-2 px-4 py-2.5 text-left text-sm font-medium hover:bg-hover"
      >
        {isOpen ? (
          <ChevronDown aria-hidden className="size-4" />
        ) : (
          <ChevronRight aria-hidden className="size-4" />
        )}
        {isOpen ? t('hideTools') : t('showTools', { count: tools.length })}
      </button>
      {isOpen ? <ServerTools server={server} /> : null}
    </div>
  );
}

function RemoveServer({ server, onClose }: { server: McpServer; onClose: () => void }) {
  const { t } = useTranslation('servers');
  const remove = useEndpointMutation('removeMcpServer', ['mcp']);
  const { name } = server;
  return (
    <AlertDialog
      isOpen
      title={t('removeTitle', { name })}
      description={t('removeText')}
      confirmLabel={t('removeConfirm')}
      isBusy={remove.isPending}
      onConfirm={() =>
        remove.mutate(
          { params: { id: server.id } },
          { onSuccess: () => toast.done(t('removed', { name })), onError: showFailure, onSettled: onClose },
        )
      }
      onCancel={onClose}
    />
  );
}
