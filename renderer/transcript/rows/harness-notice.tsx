import {
  CircleHelp,
  CirclePause,
  CirclePlay,
  ClipboardCheck,
  Gauge,
  GitFork,
  KeyRound,
  Layers2,
  ListChecks,
  PenOff,
  RefreshCwOff,
  Repeat2,
  Shuffle,
  Siren,
  Undo2,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { BudgetCard } from '../../budgets/index.ts';
import { formatAmount, formatCount } from '../../lib/amounts.ts';
import { links } from '../../router/router.ts';
import { Markdown } from '../../ui/index.ts';
import type { HarnessNotice } from '../model/items.ts';
import { CallLinks, linkClasses } from './call-links.tsx';
import { Name, NoticeDisclosure, NoticeLine } from './notice-line.tsx';

export interface HarnessNoticeRowProps {
  sessionId: string;
  rowKey: string;
  notice: HarnessNotice;
}

/** What Holdfast itself did: one line; the figures and words behind it on demand. */
export function HarnessNoticeRow({ sessionId, rowKey, notice }: HarnessNoticeRowProps) {
  const { t, i18n } = useTranslation(['transcript', 'alarms']);
  const count = (value: number) => formatCount(value, i18n.language);
  switch (notice.kind) {
    case 'loop_noted':
      return (
        <NoticeDisclosure
          rowKey={rowKey}
          icon={notice.level === 3 ? <RefreshCwOff aria-hidden /> : <Repeat2 aria-hidden />}
          title={t(`loop_${notice.level}`)}
        >
          <p>{notice.text}</p>
          {notice.calls.length > 0 ? <p>{t('loopCalls')}</p> : null}
          <CallLinks sessionId={sessionId} calls={notice.calls} />
        </NoticeDisclosure>
      );
    case 'context_cleared':
      return (
        <NoticeDisclosure
          rowKey={rowKey}
          icon={<Layers2 aria-hidden />}
          title={t('contextCleared', { count: notice.count })}
        >
          <p>
            {t('contextClearedWhy')} {t('tokensFromTo', sizes(notice, count))}
          </p>
          <CallLinks sessionId={sessionId} calls={notice.calls} />
        </NoticeDisclosure>
      );
    case 'compaction':
      return (
        <NoticeDisclosure rowKey={rowKey} icon={<Layers2 aria-hidden />} title={t('compacted')}>
          <p>
            {t(notice.method === 'model' ? 'compactedByModel' : 'compactedByExtract')}{' '}
            {t('tokensFromTo', sizes(notice, count))}{' '}
            <a href={`#${links.session(sessionId, notice.fromSeq)}`} className={linkClasses}>
              {t('compactedOriginal')}
            </a>
          </p>
          {notice.summary === null ? (
            <p className="italic">{t('forgotten')}</p>
          ) : (
            <Markdown text={withoutCitations(notice.summary)} />
          )}
        </NoticeDisclosure>
      );
    case 'budget_reached':
      return <BudgetReached sessionId={sessionId} notice={notice} />;
    case 'unknown':
      return (
        <NoticeLine icon={<CircleHelp aria-hidden />}>{t('unknownEvent', { type: notice.type })}</NoticeLine>
      );
    case 'model_fallback':
      return (
        <NoticeLine icon={<Shuffle aria-hidden />}>
          {t('fallback', { from: notice.from, to: notice.to })}
        </NoticeLine>
      );
    case 'secret_withheld':
      return <NoticeLine icon={<KeyRound aria-hidden />}>{t('secretWithheld')}</NoticeLine>;
    case 'alarm':
      return <NoticeLine icon={<Siren aria-hidden />}>{t('alarms:notice')}</NoticeLine>;
    case 'paused':
      return <NoticeLine icon={<CirclePause aria-hidden />}>{t('paused')}</NoticeLine>;
    case 'resumed':
      return <NoticeLine icon={<CirclePlay aria-hidden />}>{t('resumed')}</NoticeLine>;
    case 'forked':
      return (
        <NoticeLine
          icon={<GitFork aria-hidden />}
          action={
            <a href={`#${links.session(notice.sessionId, notice.seq)}`} className={linkClasses}>
              {t('forkedOpen')}
            </a>
          }
        >
          {t('forked')}
        </NoticeLine>
      );
    case 'mode_changed':
      return <NoticeLine icon={<ListChecks aria-hidden />}>{t(`mode_${notice.mode}`)}</NoticeLine>;
    case 'vaults_given':
      return (
        <NoticeLine icon={<KeyRound aria-hidden />}>
          {notice.names.length === 0 ? (
            t('vaultsTaken')
          ) : (
            <Name text={t('vaultsGiven', { names: notice.names.join(', ') })} />
          )}
        </NoticeLine>
      );
    case 'plan_approved':
      return (
        <NoticeDisclosure
          rowKey={rowKey}
          icon={<ClipboardCheck aria-hidden />}
          title={t('planApproved', { count: notice.steps.length })}
        >
          <ol className="list-decimal pl-5">
            {notice.steps.map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an approved plan never changes its order
              <li key={index}>
                <Name text={step} />
              </li>
            ))}
          </ol>
        </NoticeDisclosure>
      );
    case 'dry_run_settled':
      return (
        <NoticeLine icon={<PenOff aria-hidden />}>
          {t(`dryRun_${notice.action}`, { count: notice.count })}
        </NoticeLine>
      );
    case 'changes_undone':
      return (
        <NoticeDisclosure
          rowKey={rowKey}
          icon={<Undo2 aria-hidden />}
          title={t('changesUndone', { count: notice.paths.length })}
        >
          <ul className="font-mono text-sm">
            {notice.paths.map((path) => (
              <li key={path} className="[overflow-wrap:anywhere]">
                <Name text={path} />
              </li>
            ))}
          </ul>
        </NoticeDisclosure>
      );
    default:
      return notice satisfies never;
  }
}

function sizes(
  { tokensBefore, tokensAfter }: { tokensBefore: number; tokensAfter: number },
  count: (value: number) => string,
): { from: string; to: string } {
  return { from: count(tokensBefore), to: count(tokensAfter) };
}

/** The choice while it is the owner's; one line once it was made. */
function BudgetReached({
  sessionId,
  notice: { reached, settled },
}: {
  sessionId: string;
  notice: Extract<HarnessNotice, { kind: 'budget_reached' }>;
}) {
  const { t, i18n } = useTranslation(['transcript', 'budgets']);
  if (settled === null) return <BudgetCard sessionId={sessionId} reached={reached} />;
  return (
    <NoticeLine icon={<Gauge aria-hidden />}>
      {t('budgetReached')}{' '}
      {reached
        .map(({ scope, what, spent, limit }) => {
          const amount = (value: number) => formatAmount(what, value, i18n.language);
          const line = { what: t(`budgets:kind.${what}`), spent: amount(spent), limit: amount(limit) };
          return `${t(`budgets:scope.${scope}`)} · ${t('budgets:limitReachedLine', line)}.`;
        })
        .join(' ')}{' '}
      {t(settled === 'stopped' ? 'budgets:wasStopped' : 'budgets:wasRaised')}
    </NoticeLine>
  );
}

// the ids are for the model; whoever wants the events finds them linked in what the model sees
function withoutCitations(summary: string): string {
  return summary.replace(/[ \t]*\[(?:sevt_\w+(?:,\s*)?)+\][ \t]*$/gm, '');
}
