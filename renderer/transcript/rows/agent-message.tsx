import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Markdown } from '../../ui/index.ts';
import { isForgotten, textOf } from '../model/content.ts';
import type { EventOf } from '../model/items.ts';
import { Forgotten } from './user-message.tsx';

/** What the agent said. */
export const AgentMessage = memo(function AgentMessage({ event }: { event: EventOf<'agent.message'> }) {
  const { t } = useTranslation('transcript');
  const text = textOf(event.content);
  return (
    <article aria-label={t('agentSaid')}>
      {text === '' ? null : <Markdown text={text} />}
      {isForgotten(event.content) ? <Forgotten /> : null}
      {event.holdfast?.interrupted ? (
        <p className="mt-1 text-sm text-ink-muted italic">{t('cutOff')}</p>
      ) : null}
    </article>
  );
});
