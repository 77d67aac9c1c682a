import { useTranslation } from 'react-i18next';
import type { Import } from '../api/index.ts';

const whys = [
  'not_json', 'half_written', 'unknown_line', 'unknown_part', 'json_as_text', 'no_words', 'empty_conversation', 'damaged', 'encrypted', 'link', 'too_large', 'too_many', 'unsafe_name', 'nested_archive', 'unsupported', 'encoding_guessed', 'beside_export', 'twice',
] as const; // biome-ignore format: a list of names
/** A longer list begins folded. */
const openUpTo = 5;

/** What could not be read, file by file and line by line. */
export function Problems({ found }: { found: Import }) {
  const { t } = useTranslation('imports');
  const { problems, more_problems, unread_files } = found;
  const all = problems.length + more_problems;
  if (all === 0 && unread_files === 0) return null;
  return (
    <div className="text-sm">
      {all > 0 ? (
        <details open={all <= openUpTo}>
          <summary className="cursor-pointer rounded-md font-medium">
            {t('problemsTitle', { count: all })}
          </summary>
          <ul className="mt-1.5 space-y-1 pl-4 text-ink-muted">
            {problems.map(({ file, line, why, count }) => (
              <li key={`${file} ${line} ${why}`} className="break-words">
                <span className="text-ink">{line === null ? file : t('problemLine', { file, line })}</span>{' '}
                {t(`problem.${whys.find((each) => each === why) ?? 'other'}`)}
                {count > 1 ? ` ${t('problemTimes', { count })}` : null}
              </li>
            ))}
            {more_problems > 0 ? <li>{t('problemsMore', { count: more_problems })}</li> : null}
          </ul>
        </details>
      ) : null}
      {unread_files > 0 ? (
        <p className="mt-1.5 text-ink-muted">{t('unread', { count: unread_files })}</p>
      ) : null}
    </div>
  );
}
