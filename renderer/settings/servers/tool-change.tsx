import { useTranslation } from 'react-i18next';
import { type McpServer, type McpTool, useEndpointMutation } from '../../api/index.ts';
import { DiffView, VisibleText } from '../../approvals/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { Button, Dialog, toast } from '../../ui/index.ts';

/** Both versions of a tool's description side by side, and all that differs; accepting is for exactly what is shown. */
export function ToolChange({
  server,
  tool,
  onClose,
}: {
  server: McpServer;
  tool: McpTool;
  onClose: () => void;
}) {
  const { t } = useTranslation(['servers', 'common']);
  const accept = useEndpointMutation('acceptMcpTool', ['mcp']);
  const { change, seen_pin: pin } = tool;
  if (!change || pin === null) return null;
  return (
    <Dialog
      isOpen
      width="lg"
      onClose={onClose}
      title={t('change', { tool: tool.name })}
      description={t('changeText')}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button
            variant="danger-quiet"
            isBusy={accept.isPending}
            onClick={() =>
              accept.mutate(
                { params: { id: server.id, tool: tool.name }, body: { pin } },
                {
                  onSuccess: () => toast.done(t('accepted', { tool: tool.name })),
                  onError: showFailure,
                  onSettled: onClose,
                },
              )
            }
          >
            {t('accept')}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-2 gap-3">
        <Version title={t('before')} json={change.before} />
        <Version title={t('after')} json={change.after} />
      </div>
      <h3 className="mt-4 mb-2 font-medium">{t('changeWhole')}</h3>
      <DiffView path={`${server.name}: ${tool.name}`} before={change.before} after={change.after} />
    </Dialog>
  );
}

function Version({ title, json }: { title: string; json: string }) {
  return (
    <section aria-label={title} className="min-w-0 rounded-lg border border-line">
      <h3 className="border-b border-line bg-sunken px-3 py-1.5 text-sm font-medium">{title}</h3>
      <p className="max-h-60 overflow-y-auto px-3 py-2 text-sm break-words whitespace-pre-wrap select-text">
        <VisibleText text={descriptionIn(json)} />
      </p>
    </section>
  );
}

function descriptionIn(json: string): string {
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== 'object' || parsed === null || !('description' in parsed)) return '';
  return typeof parsed.description === 'string' ? parsed.description : '';
}
