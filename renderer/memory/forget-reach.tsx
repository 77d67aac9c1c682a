import { useTranslation } from 'react-i18next';
import { formatAbsolute } from '../lib/dates.ts';
import type { ForgetReach } from './use-forget-reach.ts';

/** What else goes along, and who may have the words all the same. */
export function ReachOfForgetting({ reach: data }: { reach: ForgetReach }) {
  const { t, i18n } = useTranslation('memory');
  const along = [
    data.drawers > 1 ? t('forgetAlongDrawers', { count: data.drawers - 1 }) : null,
    data.recall_results > 0 ? t('forgetAlongRecalled', { count: data.recall_results }) : null,
    data.summaries > 0 ? t('forgetAlongSummaries', { count: data.summaries }) : null,
    data.is_in_title ? t('forgetAlongTitle') : null,
  ].filter((part) => part !== null);
  // a rehearsal plays a script here: nothing went to anybody
  const asked = data.sent_to.filter(({ model }) => model !== 'rehearsal');
  const models = asked.map(({ model, at }) =>
    t('forgetSentOne', { model, date: formatAbsolute(at, i18n.language) }),
  );
  const files = data.exports.map(({ name, at }) =>
    t('forgetExportOne', {
      name: name ?? t('forgetExportNameless'),
      date: formatAbsolute(at, i18n.language),
    }),
  );
  return (
    <>
      {along.length > 0 && <p>{t('forgetAlong', { what: along.join(', ') })}</p>}
      {data.backups.length > 0 && <p>{t('forgetBackups', { count: data.backups.length })}</p>}
      {files.length > 0 && (
        <p>{t('forgetExports', { count: files.length, files: shownFiles(files).join('; ') })}</p>
      )}
      {models.length > 0 && <p>{t('forgetSent', { models: models.join('; ') })}</p>}
    </>
  );
}

const mostFiles = 6;
const shownFiles = (files: readonly string[]) =>
  files.length > mostFiles ? [...files.slice(0, mostFiles), '…'] : files;
