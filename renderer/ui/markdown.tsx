import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import ReactMarkdown, { type Components, defaultUrlTransform } from 'react-markdown';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { classNames } from '../lib/class-names.ts';
import { openExternal } from '../lib/open-external.ts';
import { CodeBlock } from './code-block.tsx';
import './markdown.css';

/** A picture loses its address before anything is built, a way to send words out; its words take its place below. */
const schema = {
  ...defaultSchema,
  tagNames: (defaultSchema.tagNames ?? []).filter((name) => name !== 'source' && name !== 'picture'),
  attributes: { ...defaultSchema.attributes, img: ['alt'] },
  protocols: { ...defaultSchema.protocols, href: ['http', 'https', 'mailto'] },
};

const components: Components = {
  a: ({ href, children }) => <ExternalLink href={href ?? ''}>{children}</ExternalLink>,
  img: ({ alt }) => <LeftOutImage alt={alt ?? ''} />,
  pre: ({ children }) => children,
  code: ({ className, children, node }) => {
    const text = String(children ?? '');
    const isBlock =
      className?.startsWith('language-') ||
      text.includes('\n') ||
      node?.position?.start.line !== node?.position?.end.line;
    if (!isBlock)
      return <code className="rounded-sm bg-hover px-1 py-px font-mono text-[0.92em]">{children}</code>;
    return (
      <CodeBlock
        code={text.replace(/\n$/, '')}
        language={className?.replace('language-', '') ?? ''}
        className="my-3"
      />
    );
  },
  table: ({ children }) => (
    <div className="my-3 overflow-x-auto">
      <table>{children}</table>
    </div>
  ),
};

/** Words of an agent: no raw HTML, no images, links that show their host and open outside after a question. */
export const Markdown = memo(function Markdown({ text, className }: { text: string; className?: string }) {
  return (
    <div className={classNames('markdown select-text', className)}>
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[[rehypeSanitize, schema]]}
        components={components}
        urlTransform={defaultUrlTransform}
        skipHtml
      >
        {text}
      </ReactMarkdown>
    </div>
  );
});

/** The host always shows, so that words cannot pretend to lead elsewhere. */
function ExternalLink({ href, children }: { href: string; children?: React.ReactNode }) {
  const { t } = useTranslation('common');
  const host = hostOf(href);
  if (host === null) return <span>{children}</span>;
  const isPlain = typeof children === 'string' && children.includes(host);
  return (
    <a
      href={href}
      title={href}
      onClick={(event) => {
        event.preventDefault();
        openExternal(href);
      }}
      onAuxClick={(event) => event.preventDefault()}
    >
      {children}
      {isPlain ? null : <span className="text-ink-muted"> {t('linkHost', { host })}</span>}
    </a>
  );
}

function LeftOutImage({ alt }: { alt: string }) {
  const { t } = useTranslation('common');
  return <span className="text-ink-muted italic">{t('imageLeftOut', { alt })}</span>;
}

function hostOf(href: string): string | null {
  if (!URL.canParse(href)) return null;
  const url = new URL(href);
  if (url.protocol === 'mailto:') return url.pathname;
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.host : null;
}
