import { useTranslation } from 'react-i18next';
import type { WakeUpItemView } from '../api/index.ts';
import { links } from '../router/router.ts';
import { Badge } from '../ui/index.ts';

/** Things that a session begins with: why each is there, and its words, which lead to their drawer. */
export function WakeUpItems({
  items,
  onFollow,
}: {
  items: readonly WakeUpItemView[];
  onFollow?: () => void;
}) {
  const { t } = useTranslation('wakeUp');
  return (
    <ul className="mt-1 space-y-1.5">
      {items.map((item) => (
        <li key={item.text} className="flex items-start gap-2 text-sm">
          <Badge tone={item.why === 'pinned' ? 'accent' : 'neutral'}>{t(`why.${item.why}`)}</Badge>
          {item.drawer_id === null ? (
            <span className="min-w-0 break-words">{wordsOf(item.text)}</span>
          ) : (
            <a
              href={`#${links.drawer(item.drawer_id)}`}
              onClick={onFollow}
              title={t('open')}
              className="min-w-0 rounded-sm break-words hover:underline"
            >
              {wordsOf(item.text)}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

// a line of the model's list; its source is behind the link
function wordsOf(line: string): string {
  return line.replace(/^- /, '').replace(/ \([^()]*, drwr_[^\s()]+\)$/, '');
}
