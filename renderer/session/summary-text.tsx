import { useTranslation } from 'react-i18next';
import type { SessionContext } from '../api/index.ts';
import { VisibleText } from '../approvals/index.ts';
import { links } from '../router/router.ts';

type Citations = SessionContext['compactions'][number]['citations'];

/**
 * A summary in its own shape: headings, lines, and at the end of a line the events it comes from, each a link to that event. Ids that the
 * log does not have are left as they are: nobody vouches for them.
 */
export function SummaryText({
  sessionId,
  summary,
  citations,
  onFollow,
}: {
  sessionId: string;
  summary: string;
  citations: Citations;
  onFollow: () => void;
}) {
  const seqOf = new Map(citations.map(({ event_id, seq }) => [event_id, seq]));
  return (
    <div className="space-y-1 text-sm select-text">
      {summary.split('\n').map((line, index) => {
        const key = `${index} ${line}`;
        if (line.trim() === '') return null;
        if (line.startsWith('#'))
          return (
            <h4 key={key} className="pt-2 font-medium first:pt-0">
              {line.replace(/^#+\s*/, '')}
            </h4>
          );
        const isItem = line.startsWith('- ');
        return (
          <p key={key} className={isItem ? 'pl-3.5 -indent-3.5' : undefined}>
            {isItem ? '• ' : ''}
            <Line
              text={isItem ? line.slice(2) : line}
              seqOf={seqOf}
              sessionId={sessionId}
              onFollow={onFollow}
            />
          </p>
        );
      })}
    </div>
  );
}

function Line({
  text,
  seqOf,
  sessionId,
  onFollow,
}: {
  text: string;
  seqOf: ReadonlyMap<string, number>;
  sessionId: string;
  onFollow: () => void;
}) {
  const { t } = useTranslation('session');
  const [, words = text, ids = ''] = /^(.*?)\s*\[((?:sevt_\w+(?:,\s*)?)+)\]\s*$/s.exec(text) ?? [];
  const cited = ids.split(/,\s*/).flatMap((id) => seqOf.get(id) ?? []);
  return (
    <>
      <VisibleText text={words} />
      {cited.map((seq) => (
        <a
          key={seq}
          href={`#${links.session(sessionId, seq)}`}
          onClick={onFollow}
          aria-label={t('citation', { seq })}
          className="ml-1 rounded-sm bg-accent-soft px-1 text-xs text-accent no-underline tabular-nums hover:underline"
        >
          {seq}
        </a>
      ))}
    </>
  );
}
