import { Check, Copy } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../lib/class-names.ts';
import { useCopy } from '../../lib/use-copy.ts';
import { Button, IconButton } from '../../ui/index.ts';

const firstLines = 16;
const moreLines = 400;
const longestLine = 4000;

export interface BoundedTextProps {
  text: string;
  isProblem?: boolean;
  /** Shows the end rather than the beginning: a console. */
  fromEnd?: boolean;
}

/** What a tool gave back, as it is, some lines at a time; the copy button takes all of it. */
export function BoundedText({ text, isProblem = false, fromEnd = false }: BoundedTextProps) {
  const { t } = useTranslation(['transcript', 'common']);
  const [limit, setLimit] = useState(firstLines);
  const { hasCopied, copy } = useCopy();
  const lines = useMemo(() => text.trimEnd().split('\n'), [text]);
  const shown = fromEnd ? lines.slice(-limit) : lines.slice(0, limit);
  const rest = lines.length - shown.length;
  return (
    <div
      className={classNames(
        'group/output relative rounded-lg border',
        isProblem ? 'border-denied/30 bg-denied-soft' : 'border-line bg-sunken',
      )}
    >
      <pre className="px-3 py-2 pr-10 font-mono text-sm [overflow-wrap:anywhere] whitespace-pre-wrap">
        {shown
          .map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line))
          .join('\n')}
      </pre>
      {rest > 0 ? (
        <div className="border-t border-line px-1.5 py-1">
          <Button variant="ghost" size="sm" onClick={() => setLimit((value) => value + moreLines)}>
            {t('moreLines', { count: rest })}
          </Button>
        </div>
      ) : null}
      <IconButton
        size="sm"
        label={hasCopied ? t('common:copied') : t('common:copy')}
        icon={hasCopied ? <Check /> : <Copy />}
        onClick={() => copy(text)}
        className="absolute top-1 right-1 opacity-0 group-hover/output:opacity-100 focus-visible:opacity-100"
      />
    </div>
  );
}
