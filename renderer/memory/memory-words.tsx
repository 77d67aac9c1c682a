import { CircleHelp } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../lib/class-names.ts';
import { IconButton } from '../ui/index.ts';
import { Popover } from '../ui/popover.tsx';

const words = ['drawer', 'room', 'wing', 'hall', 'hallway', 'tunnel'] as const;

/** What the words of the memory mean, for whoever meets them first. */
export function MemoryWords({ className }: { className?: string }) {
  const { t } = useTranslation('palace');
  return (
    <dl className={classNames('grid grid-cols-[auto_1fr] gap-x-3 gap-y-1.5 text-sm', className)}>
      {words.map((word) => (
        <div key={word} className="contents">
          <dt className="font-medium text-ink">{t(`words.${word}.name`)}</dt>
          <dd className="text-ink-muted">{t(`words.${word}.text`)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The same behind a button, for every view of the memory. */
export function MemoryHelp() {
  const { t } = useTranslation('palace');
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className="ml-auto">
      <Popover
        label={t('wordsTitle')}
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        trigger={<IconButton label={t('wordsTitle')} icon={<CircleHelp />} />}
      >
        <h2 className="mb-2 font-medium">{t('wordsTitle')}</h2>
        <MemoryWords />
        <p className="mt-3 text-sm text-ink-muted">{t('wordsSorting')}</p>
      </Popover>
    </div>
  );
}
