import {
  CircleStop,
  Flag,
  FolderMinus,
  FolderPlus,
  Gauge,
  Hand,
  ShieldMinus,
  ShieldPlus,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { VisibleText } from '../../approvals/index.ts';
import type { Notice } from '../model/items.ts';

/** Something that happened beside the conversation: one quiet line. */
export function NoticeRow({ notice }: { notice: Notice }) {
  const { t } = useTranslation('transcript');
  switch (notice.kind) {
    case 'interrupted':
      return <Line icon={<CircleStop />}>{t('interrupted')}</Line>;
    case 'folder_granted':
      return (
        <Line icon={<FolderPlus />} title={notice.path}>
          {t(notice.access === 'read' ? 'folderGrantedRead' : 'folderGrantedWrite')}{' '}
          <Name text={notice.name} />
        </Line>
      );
    case 'folder_revoked':
      return (
        <Line icon={<FolderMinus />}>
          {t('folderRevoked')} {notice.name === null ? null : <Name text={notice.name} />}
        </Line>
      );
    case 'rule_added':
      return (
        <Line icon={<ShieldPlus />}>
          {t('ruleAdded')} <Name text={notice.text} />
        </Line>
      );
    case 'rule_revoked':
      return (
        <Line icon={<ShieldMinus />}>
          {t('ruleRevoked')} {notice.text === null ? null : <Name text={notice.text} />}
        </Line>
      );
    case 'refusal':
      return (
        <Line icon={<Hand />}>
          {t('refused')} {notice.explanation === null ? null : <VisibleText text={notice.explanation} />}
        </Line>
      );
    case 'budget_reached':
      return <Line icon={<Gauge />}>{t('budgetReached')}</Line>;
    case 'terminated':
      return <Line icon={<Flag />}>{t('terminated')}</Line>;
    default:
      return notice satisfies never;
  }
}

function Name({ text }: { text: string }) {
  return (
    <strong className="font-medium text-ink">
      <VisibleText text={text} />
    </strong>
  );
}

function Line({ icon, title, children }: { icon: ReactNode; title?: string; children: ReactNode }) {
  return (
    <p
      title={title}
      className="flex items-start gap-2 py-0.5 text-ink-muted select-text [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-faint"
    >
      {icon}
      <span className="min-w-0">{children}</span>
    </p>
  );
}
