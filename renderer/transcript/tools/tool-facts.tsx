import { useTranslation } from 'react-i18next';
import { formatAbsolute, formatBytes } from '../../lib/dates.ts';
import { formatDuration } from '../../lib/durations.ts';
import { numberFormat } from '../../lib/formatters.ts';
import { links } from '../../router/router.ts';
import type { ToolCall } from '../model/items.ts';
import { linkClasses } from '../rows/call-links.tsx';
import { limitsOf, shellEndOf } from './limits.ts';
import { verdictLook } from './verdict-chip.tsx';

/** The small print of a call: who let it run and why, when, what it used of its limits. */
export function ToolFacts({ sessionId, call }: { sessionId: string; call: ToolCall }) {
  const { t, i18n } = useTranslation(['transcript', 'modes']);
  const language = i18n.language;
  const look = verdictLook(call);
  const extras = call.result?.type === 'agent.tool_result' ? call.result.holdfast : undefined;
  const planFact = ({ planStep }: ToolCall) => {
    if (!planStep) return '';
    const number = planStep.index + 1;
    const { title } = planStep;
    return title === null ? t('modes:stepOf', { number }) : t('modes:stepCovers', { number, title });
  };
  const limits = limitsOf(extras?.details);
  const end = shellEndOf(extras?.details);
  const facts = [
    look ? `${t(look.words)}${call.verdict?.reason ? `: ${call.verdict.reason}` : ''}` : '',
    extras?.output_label === 'untrusted' ? t('untrustedOutput') : '',
    planFact(call),
    ...(end
      ? [
          t('exitCode', { code: end.exitCode }),
          end.written > 0 ? t('filesWritten', { count: end.written }) : '',
          end.removed > 0 ? t('filesRemoved', { count: end.removed }) : '',
        ]
      : []),
    ...limits.map(({ kind, used, limit }) => {
      const format = (value: number) =>
        kind === 'memory' || kind === 'output'
          ? formatBytes(value, language)
          : kind === 'time'
            ? formatDuration(value, language)
            : numberFormat(language, {}).format(value);
      return limit === null
        ? t(`used_${kind}`, { used: format(used) })
        : t(`usedOf_${kind}`, { used: format(used), limit: format(limit) });
    }),
    formatAbsolute(call.askedAt, language),
  ].filter(Boolean);
  return (
    <ul className="flex flex-wrap gap-x-2 text-xs text-ink-muted select-text">
      {call.replayOf ? (
        <li>
          {t('replayed')}
          {call.replayOf.seq === null ? null : (
            <>
              {' '}
              <a href={`#${links.session(sessionId, call.replayOf.seq)}`} className={linkClasses}>
                {t('replayedOpen')}
              </a>
            </>
          )}
          <span aria-hidden className="ml-2 text-ink-faint">
            ·
          </span>
        </li>
      ) : null}
      {facts.map((fact, index) => (
        <li key={fact}>
          {fact}
          {index < facts.length - 1 ? (
            <span aria-hidden className="ml-2 text-ink-faint">
              ·
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
