import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { formatAbsolute } from '../lib/dates.ts';

/** What else goes with a drawer, and who may have the words all the same. Nothing while it is being found out. */
export function ForgetReach({ id }: { id: string }) {
  const { t, i18n } = useTranslation('memory');
  const { data } = useEndpoint('previewForgetting', { params: { id } });
  if (!data) return null;
  const along = [
    data.drawers > 1 ? t('forgetAlongDrawers', { count: data.drawers - 1 }) : null,
    data.recall_results > 0 ? t('forgetAlongRecalled', { count: data.recall_results }) : null,
    data.summaries > 0 ? t('forgetAlongSummaries', { count: data.summaries }) : null,
    data.is_in_title ? t('forgetAlongTitle') : null,
  ].filter((part) => part !== null);
  const models = data.sent_to.map(({ model, at }) =>
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
