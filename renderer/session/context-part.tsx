import { useTranslation } from 'react-i18next';
import type { SessionContext } from '../api/index.ts';
import { showSessionDetail } from '../state/session-meter.ts';
import { Button } from '../ui/index.ts';
import { ContextBar } from './context-bar.tsx';
import { WakeUpLine } from './wake-up-part.tsx';

/** What the model's view is made of, and that something was taken out of it. */
export function ContextPart({ context }: { context: SessionContext }) {
  const { t } = useTranslation('session');
  const isSummarised = context.compactions.some((one) => one.in_effect);
  return (
    <section>
      <h2 className="font-medium">{t('context')}</h2>
      <ContextBar context={context} />
      <WakeUpLine sessionId={context.session_id} />
      {context.cleared.length > 0 ? (
        <p className="mt-2 text-sm text-ink-muted">{t('cleared', { count: context.cleared.length })}</p>
      ) : null}
      {isSummarised ? <p className="mt-2 text-sm text-ink-muted">{t('summarised')}</p> : null}
      <Button size="sm" className="mt-2" onClick={() => showSessionDetail('context')}>
        {t('contextMore')}
      </Button>
    </section>
  );
}
