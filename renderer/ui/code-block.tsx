import { Check, Copy } from 'lucide-react';
import { type CSSProperties, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../lib/class-names.ts';
import { useCopy } from '../lib/use-copy.ts';
import { highlight } from './highlighter.ts';
import { IconButton } from './icon-button.tsx';

export interface CodeBlockProps {
  code: string;
  language?: string;
  /** Accessible name of the scrolling region. */
  label?: string;
  /** Lines shown before it scrolls. */
  maxLines?: number;
  className?: string;
}

type Tokens = NonNullable<Awaited<ReturnType<typeof highlight>>>;

/** Code, wrapped (never a sideways scroll that hides an ending), coloured when the language is known, with a copy button. */
export function CodeBlock({ code, language = '', label, maxLines = 24, className }: CodeBlockProps) {
  const { t } = useTranslation('common');
  const { hasCopied, copy } = useCopy();
  const tokens = useTokens(code, language);
  return (
    <div className={classNames('group/code relative rounded-lg border border-line bg-sunken', className)}>
      {/* biome-ignore lint/a11y/useSemanticElements: a region would be one landmark per block of code */}
      <pre
        role="group"
        aria-label={label ?? t('code')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        className="ring-inside overflow-x-hidden overflow-y-auto rounded-lg px-3 py-2.5 font-mono text-sm break-words whitespace-pre-wrap"
        style={{ maxHeight: `${maxLines * 1.25 + 1.25}rem` }}
      >
        <code>{tokens ? <Coloured tokens={tokens} /> : code}</code>
      </pre>
      <IconButton
        label={hasCopied ? t('copied') : t('copy')}
        icon={hasCopied ? <Check /> : <Copy />}
        size="sm"
        onClick={() => copy(code)}
        className="absolute top-1.5 right-1.5 bg-sunken opacity-0 group-hover/code:opacity-100 hover:bg-raised focus-visible:opacity-100"
      />
    </div>
  );
}

function Coloured({ tokens }: { tokens: Tokens }) {
  return tokens.map((line, lineIndex) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line's identity is its place
    <span key={lineIndex}>
      {line.map((token) => (
        <span key={token.offset} style={styleOf(token.htmlStyle)}>
          {token.content}
        </span>
      ))}
      {'\n'}
    </span>
  ));
}

// Only the colour: an inline style attribute in HTML would be refused by the page's policy, a style property is not.
function styleOf(style: Record<string, string> | undefined): CSSProperties {
  return style?.color ? { color: style.color } : {};
}

function useTokens(code: string, language: string): Tokens | null {
  const [tokens, setTokens] = useState<{ code: string; value: Tokens | null } | null>(null);
  useEffect(() => {
    let isCurrent = true;
    highlight(code, language).then(
      (value) => isCurrent && setTokens({ code, value }),
      () => isCurrent && setTokens(null),
    );
    return () => {
      isCurrent = false;
    };
  }, [code, language]);
  return tokens?.code === code ? tokens.value : null;
}
