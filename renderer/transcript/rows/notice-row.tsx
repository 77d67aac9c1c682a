import { CircleStop, Flag, FolderMinus, FolderPlus, Hand, ShieldMinus, ShieldPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { VisibleText } from '../../approvals/index.ts';
import type { Notice } from '../model/items.ts';
import { HarnessNoticeRow } from './harness-notice.tsx';
import { Name, NoticeLine } from './notice-line.tsx';

/** Something that happened beside the conversation: one quiet line. */
export function NoticeRow({
  sessionId,
  rowKey,
  notice,
}: {
  sessionId: string;
  rowKey: string;
  notice: Notice;
}) {
  const { t } = useTranslation('transcript');
  switch (notice.kind) {
    case 'interrupted':
      return <NoticeLine icon={<CircleStop />}>{t('interrupted')}</NoticeLine>;
    case 'folder_granted':
      return (
        <NoticeLine icon={<FolderPlus />} title={notice.path}>
          {t(notice.access === 'read' ? 'folderGrantedRead' : 'folderGrantedWrite')}{' '}
          <Name text={notice.name} />
        </NoticeLine>
      );
    case 'folder_revoked':
      return (
        <NoticeLine icon={<FolderMinus />}>
          {t('folderRevoked')} {notice.name === null ? null : <Name text={notice.name} />}
        </NoticeLine>
      );
    case 'rule_added':
      return (
        <NoticeLine icon={<ShieldPlus />}>
          {t('ruleAdded')} <Name text={notice.text} />
        </NoticeLine>
      );
    case 'rule_revoked':
      return (
        <NoticeLine icon={<ShieldMinus />}>
          {t('ruleRevoked')} {notice.text === null ? null : <Name text={notice.text} />}
        </NoticeLine>
      );
    case 'refusal':
      return (
        <NoticeLine icon={<Hand />}>
          {t('refused')} {notice.explanation === null ? null : <VisibleText text={notice.explanation} />}
          <span className="block">{t('refusedAdvice')}</span>
        </NoticeLine>
      );
    case 'terminated':
      return <NoticeLine icon={<Flag />}>{t('terminated')}</NoticeLine>;
    default:
      return <HarnessNoticeRow sessionId={sessionId} rowKey={rowKey} notice={notice} />;
  }
}
