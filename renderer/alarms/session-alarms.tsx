import { useTranslation } from 'react-i18next';
import { type Alarm, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { useToolName } from '../approvals/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { links } from '../router/router.ts';
import { Banner, Button, buttonClasses } from '../ui/index.ts';
import { usePlantedWords } from './use-planted-words.ts';

/** Why a session stands still after a planted secret was used, and what its owner can do. Nothing where nothing happened. */
export function SessionAlarms({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation('alarms');
  const alarms = useEndpoint('listAlarms', { query: { session_id: sessionId } }).data?.data ?? [];
  const resume = useEndpointMutation('resume', ['sessions', 'alarms']);
  const [newest] = alarms;
  if (!newest) return null;
  return (
    <div role="alert" className="mx-auto w-full max-w-200 px-6 pb-2">
      <Banner tone="danger">
        <p className="font-semibold">{t('title')}</p>
        <ul className="mt-1 space-y-0.5">
          {alarms.map((alarm) => (
            <li key={alarm.id}>
              <What alarm={alarm} />
            </li>
          ))}
        </ul>
        <ReadBefore alarm={newest} />
        <p className="mt-2 text-sm text-ink-muted">{t('meaning')}</p>
        <p className="mt-1 text-sm">{t('whatToDo')}</p>
        <div className="mt-3 flex flex-wrap gap-2">
          <a href={`#${links.session(sessionId, newest.seq)}`} className={buttonClasses('secondary', 'sm')}>
            {t('look')}
          </a>
          <Button
            size="sm"
            variant="ghost"
            isBusy={resume.isPending}
            onClick={() => resume.mutate({ params: { id: sessionId } }, { onError: showFailure })}
          >
            {t('goOn')}
          </Button>
        </div>
      </Banner>
    </div>
  );
}

function What({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation('alarms');
  const what = usePlantedWords()(alarm.canaries);
  const toolName = useToolName();
  switch (alarm.place) {
    case 'call':
      return t('whatCall', { tool: toolName(alarm.tool ?? ''), what });
    case 'message':
      return t('whatMessage', { what });
    case 'egress':
      return t('whatEgress', { host: alarm.host ?? '', what });
  }
}

/** Where it was read and what else was, each with a way to the words themselves. */
function ReadBefore({ alarm: { session_id: sessionId, read } }: { alarm: Alarm }) {
  const { t } = useTranslation('alarms');
  const toolName = useToolName();
  if (read.length === 0) return <p className="mt-2 text-sm">{t('readNothing')}</p>;
  return (
    <ul className="mt-2 space-y-0.5 text-sm">
      {read.map(({ tool, what, seq }, index) => {
        const words = t(what === 'canary' ? 'readCanary' : 'readUntrusted', { tool: toolName(tool) });
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was read before never changes its order
          <li key={index}>
            {seq === null ? (
              words
            ) : (
              <a className="text-accent underline" href={`#${links.session(sessionId, seq)}`}>
                {words}
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}
