import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Decision, useEndpoint } from '../api/index.ts';
import { useToolName, VisibleText } from '../approvals/index.ts';
import { links } from '../router/router.ts';
import {
  Badge,
  Button,
  ErrorState,
  ListRow,
  RelativeTime,
  Segmented,
  Skeleton,
  type Tone,
} from '../ui/index.ts';

const looks = {
  allow: { tone: 'allowed', key: 'decisionAllow' },
  ask: { tone: 'asked', key: 'decisionAsk' },
  deny: { tone: 'denied', key: 'decisionDeny' },
} as const satisfies Record<Decision['decision'], { tone: Tone; key: string }>;

type Filter = 'all' | Decision['decision'];
const step = 30;
const most = 200;

/** What the gate said of the latest calls, by which rule and why; each leads to its place in the session. */
export function DecisionLog() {
  const { t } = useTranslation('settings');
  const [filter, setFilter] = useState<Filter>('all');
  const [limit, setLimit] = useState(step);
  const decisions = useEndpoint('listDecisions', {
    query: { limit: String(limit), ...(filter === 'all' ? {} : { decision: filter }) },
  });
  const rows = decisions.data?.data ?? [];
  return (
    <>
      <Segmented
        label={t('decisionFilter')}
        value={filter}
        onChange={setFilter}
        options={[
          { value: 'all', label: t('decisionAll') },
          ...(['ask', 'deny', 'allow'] as const).map((value) => ({ value, label: t(looks[value].key) })),
        ]}
      />
      <div className="mt-3">
        {decisions.isPending ? <Skeleton lines={4} /> : null}
        {decisions.error ? <ErrorState error={decisions.error} onRetry={() => decisions.refetch()} /> : null}
        {decisions.data && rows.length === 0 ? <p className="text-ink-muted">{t('decisionsEmpty')}</p> : null}
        <ul className="-mx-2.5">
          {rows.map((decision) => (
            <DecisionRow key={decision.event_id} decision={decision} />
          ))}
        </ul>
        {rows.length === limit && limit < most ? (
          <Button
            variant="ghost"
            size="sm"
            className="mt-2"
            onClick={() => setLimit(Math.min(most, limit + step))}
          >
            {t('decisionsMore')}
          </Button>
        ) : null}
      </div>
    </>
  );
}

function DecisionRow({ decision }: { decision: Decision }) {
  const { t } = useTranslation('settings');
  const nameOf = useToolName();
  const look = looks[decision.decision];
  return (
    <li>
      <ListRow
        href={`#${links.session(decision.session_id, decision.seq)}`}
        className="flex items-start gap-3 py-2"
      >
        <Badge tone={look.tone} className="mt-px w-18 shrink-0 justify-center">
          {t(look.key)}
        </Badge>
        <span className="min-w-0 flex-1">
          <span className="block">
            <span className="font-medium">{nameOf(decision.tool)}</span>{' '}
            <span className="text-ink-muted">
              <VisibleText text={decision.reason} />
            </span>
          </span>
          <span className="block text-sm text-ink-faint">
            <VisibleText text={decision.session_title} /> ·{' '}
            <code className="font-mono text-xs">{decision.rule}</code>
          </span>
        </span>
        <RelativeTime at={decision.at} className="shrink-0 text-sm text-ink-faint" />
      </ListRow>
    </li>
  );
}
