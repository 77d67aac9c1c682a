import { EyeOff, History, KeyRound, type LucideIcon, Megaphone, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportItem } from '../api/index.ts';
import { Badge, Button } from '../ui/index.ts';
import { ItemWords } from './item-words.tsx';
import { useLeftOut } from './use-left-out.ts';

interface ItemRowProps {
  importId: string;
  item: ImportItem;
  onTake: (take: boolean) => void;
}

/** One conversation or document. */
export function ItemRow({ importId, item, onTake }: ItemRowProps) {
  const { t, i18n } = useTranslation('imports');
  const [isOpen, setOpen] = useState(false);
  const leftOut = useLeftOut(item);
  const { title, file, format, messages, from, to } = item;
  const day = (at: string) => new Date(at).toLocaleDateString(i18n.language, { dateStyle: 'medium' });
  const count = t(format === 'document' ? 'sections' : 'messages', { count: messages });
  const span =
    from === null || to === null
      ? null
      : day(from) === day(to)
        ? day(from)
        : t('span', { from: day(from), to: day(to) });
  return (
    <div className="flex items-start gap-3">
      <input
        type="checkbox"
        aria-label={t('takeItem', { title })}
        checked={item.take}
        onChange={(event) => onTake(event.target.checked)}
        className="mt-1 size-4 shrink-0 accent-accent"
      />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <span className="min-w-0 truncate font-medium" title={title}>
            {title}
          </span>
          <Badge>{t(`format.${format}`)}</Badge>
        </p>
        <p className="mt-0.5 truncate text-sm text-ink-muted" title={file}>
          {[count, span, file === title ? null : file].filter(Boolean).join(' · ')}
        </p>
        <Notes item={item} />
        {leftOut === null ? null : (
          <p className="mt-1 text-sm text-ink-faint">{t('leftOut', { what: leftOut })}</p>
        )}
        <Button
          variant="ghost"
          size="sm"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="mt-1 -ml-2.5"
        >
          {t(isOpen ? 'hide' : 'look')}
        </Button>
        {isOpen ? <ItemWords importId={importId} item={item} /> : null}
      </div>
    </div>
  );
}

function Notes({ item }: { item: ImportItem }) {
  const { t } = useTranslation('imports');
  const { known, forgotten, secrets, hidden, wording, messages } = item;
  const notes: (readonly [LucideIcon, string] | null)[] = [
    known > 0 ? [History, known === messages ? t('allKnown') : t('known', { count: known })] : null,
    forgotten > 0 ? [Undo2, t('forgotten', { count: forgotten })] : null,
    secrets > 0 ? [KeyRound, t('secrets', { count: secrets })] : null,
    hidden > 0 ? [EyeOff, t('hidden', { count: hidden })] : null,
    ...wording.map((quote) => [Megaphone, t('wording', { quote })] as const),
  ];
  const shown = notes.filter((note) => note !== null);
  if (shown.length === 0) return null;
  return (
    <ul className="mt-1.5 space-y-1 text-sm">
      {shown.map(([Icon, words]) => (
        <li key={words} className="flex items-start gap-2">
          <Icon aria-hidden className="mt-0.5 size-3.5 shrink-0 text-ink-faint" />
          <span className="min-w-0 break-words">{words}</span>
        </li>
      ))}
    </ul>
  );
}
