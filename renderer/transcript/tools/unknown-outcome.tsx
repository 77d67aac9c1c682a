import { CircleHelp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useEndpointMutation } from '../../api/index.ts';
import { useToolName } from '../../approvals/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { Button } from '../../ui/index.ts';
import type { ToolCall } from '../model/items.ts';
import { targetOf } from '../model/tool-target.ts';

/** A call of which nobody knows whether it was done: what to do about it, and two ways to tell the agent. */
export function UnknownOutcome({ sessionId, call }: { sessionId: string; call: ToolCall }) {
  const { t } = useTranslation('transcript');
  const nameOf = useToolName();
  const send = useEndpointMutation('sendMessage', ['sessions']);
  const what = [nameOf(call.name), targetOf(call.name, call.input)?.text].filter(Boolean).join(' ');
  const tell = (words: 'unknownDone' | 'unknownNotDone') =>
    send.mutate(
      { params: { id: sessionId }, body: { content: t(words, { what }) } },
      { onError: showFailure },
    );
  return (
    <div className="flex gap-2.5 border-t border-line bg-asked-soft px-3 py-2.5">
      <CircleHelp aria-hidden className="mt-0.5 size-4 shrink-0 text-asked" />
      <div className="min-w-0 flex-1">
        <p>{t('unknownOutcome')}</p>
        <p className="text-ink-muted">{t('unknownAdvice')}</p>
        <div className="mt-2 flex flex-wrap gap-2">
          <Button size="sm" disabled={send.isPending} onClick={() => tell('unknownDone')}>
            {t('unknownTellDone')}
          </Button>
          <Button size="sm" disabled={send.isPending} onClick={() => tell('unknownNotDone')}>
            {t('unknownTellNotDone')}
          </Button>
        </div>
      </div>
    </div>
  );
}
