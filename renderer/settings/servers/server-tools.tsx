import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type McpServer, type McpTool, useEndpointMutation } from '../../api/index.ts';
import { VisibleText } from '../../approvals/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { Badge, Button, type Tone } from '../../ui/index.ts';
import { LabelEditor } from './label-editor.tsx';
import { ToolChange } from './tool-change.tsx';
import { useLabelWords } from './use-label-words.ts';

const tones: Readonly<Record<McpTool['state'], Tone>> = {
  ready: 'allowed',
  off: 'neutral',
  quarantined: 'asked',
  changed: 'asked',
  gone: 'neutral',
  refused: 'denied',
};

/** A server's tools, with how each stands and what it counts as. */
export function ServerTools({ server }: { server: McpServer }) {
  const { t } = useTranslation('servers');
  const acceptLabels = useEndpointMutation('acceptMcpLabels', ['mcp']);
  const proposed = server.tools.filter((tool) => isOpenProposal(tool) && tool.approved_pin !== null);
  return (
    <>
      {proposed.length > 1 ? (
        <div className="border-t border-line px-4 py-2.5">
          <Button
            size="sm"
            isBusy={acceptLabels.isPending}
            onClick={() =>
              acceptLabels.mutate(
                { params: { id: server.id }, body: { tools: proposed.map(({ name }) => name) } },
                { onError: showFailure },
              )
            }
          >
            {t('proposalUseAll', { count: proposed.length })}
          </Button>
        </div>
      ) : null}
      <ul
        aria-label={t('tools', { name: server.name })}
        className="divide-y divide-line border-t border-line"
      >
        {server.tools.map((tool) => (
          <ToolRow key={tool.name} server={server} tool={tool} />
        ))}
      </ul>
    </>
  );
}

function isOpenProposal({ is_labelled, proposal }: McpTool): boolean {
  return !is_labelled && proposal !== null;
}

function ToolRow({ server, tool }: { server: McpServer; tool: McpTool }) {
  const { t } = useTranslation('servers');
  const describe = useLabelWords();
  const [open, setOpen] = useState<'change' | 'labels' | null>(null);
  const close = () => setOpen(null);
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <p className="font-mono text-sm font-medium break-all select-text">
          <VisibleText text={tool.name} />
        </p>
        <Badge tone={tones[tool.state]}>{t(`toolState.${tool.state}`)}</Badge>
      </div>
      {tool.reason !== null ? (
        <p className="mt-0.5 text-sm text-denied select-text">
          <VisibleText text={tool.reason} />
        </p>
      ) : null}
      <p className="mt-0.5 line-clamp-3 text-sm text-ink-muted select-text">
        <VisibleText text={tool.description} />
      </p>
      {tool.state === 'refused' ? null : (
        <>
          <p className="mt-1 text-sm">
            {tool.is_labelled ? t('labelled') : t('unlabelled')}: {describe(tool.labels)}
          </p>
          {isOpenProposal(tool) && tool.proposal ? (
            <p className="text-sm text-ink-muted">
              {t('proposal', { labels: describe(tool.proposal.labels) })} {tool.proposal.reasons.join(' ')}
            </p>
          ) : null}
          <Actions server={server} tool={tool} onOpen={setOpen} />
        </>
      )}
      {open === 'change' ? <ToolChange server={server} tool={tool} onClose={close} /> : null}
      {open === 'labels' ? <LabelEditor server={server} tool={tool} onClose={close} /> : null}
    </li>
  );
}

function Actions({
  server,
  tool,
  onOpen,
}: {
  server: McpServer;
  tool: McpTool;
  onOpen: (what: 'change' | 'labels') => void;
}) {
  const { t } = useTranslation('servers');
  const accept = useEndpointMutation('acceptMcpTool', ['mcp']);
  const acceptLabels = useEndpointMutation('acceptMcpLabels', ['mcp']);
  const params = { id: server.id, tool: tool.name };
  const isNew = server.is_on && tool.state === 'quarantined' && tool.seen_pin !== null;
  const of = (words: string) => `${words} ${tool.name}`;
  return (
    <div className="mt-2 flex flex-wrap gap-2">
      {tool.change ? (
        <Button size="sm" variant="primary" aria-label={of(t('compare'))} onClick={() => onOpen('change')}>
          {t('compare')}
        </Button>
      ) : null}
      {isNew ? (
        <Button
          size="sm"
          aria-label={of(t('acceptNew'))}
          onClick={() =>
            accept.mutate({ params, body: { pin: tool.seen_pin ?? '' } }, { onError: showFailure })
          }
        >
          {t('acceptNew')}
        </Button>
      ) : null}
      {isOpenProposal(tool) && tool.approved_pin !== null ? (
        <Button
          size="sm"
          aria-label={of(t('proposalUse'))}
          onClick={() =>
            acceptLabels.mutate(
              { params: { id: server.id }, body: { tools: [tool.name] } },
              { onError: showFailure },
            )
          }
        >
          {t('proposalUse')}
        </Button>
      ) : null}
      <Button
        size="sm"
        variant="ghost"
        aria-label={t('labelsFor', { tool: tool.name })}
        onClick={() => onOpen('labels')}
      >
        {t('labels')}
      </Button>
    </div>
  );
}
