import { ChevronRight, TriangleAlert, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Approval } from '../../api/index.ts';
import { links } from '../../router/router.ts';
import { Badge } from '../../ui/index.ts';
import { DiffView } from '../diff/diff-view.tsx';
import { useToolName } from '../tool-name.ts';
import { VisibleText } from '../visible/visible-text.tsx';
import { InputFields } from './input-fields.tsx';
import { NoticedBanner } from './noticed-banner.tsx';
import { WhyAsked } from './why-asked.tsx';

export interface ApprovalContentProps {
  approval: Approval;
  /** Not inside the session's own page. */
  namesSession: boolean;
  ids: { title: string; content: string };
}

/** Everything there is to know, in the order of what matters: sentence, facts, changes, why, raw call. */
export function ApprovalContent({ approval, namesSession, ids }: ApprovalContentProps) {
  const { t } = useTranslation('approvals');
  const { preview } = approval;
  return (
    <section
      aria-label={t('whatWouldHappen')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className="ring-inside min-h-0 flex-1 overflow-x-hidden overflow-y-auto px-4 pt-3 pb-4 select-text"
    >
      <h2 id={ids.title} className="text-md font-semibold whitespace-pre-wrap">
        <VisibleText text={preview.sentence} />
      </h2>
      <div id={ids.content} className="mt-2 space-y-3">
        <Facts approval={approval} namesSession={namesSession} />
        {preview.diff.map((file) => (
          <DiffView key={file.path} path={file.path} before={file.before} after={file.after} />
        ))}
        {preview.diff.length === 0 ? (
          <InputFields
            input={approval.input}
            tool={approval.tool}
            shown={preview.facts.map(({ value }) => value)}
          />
        ) : null}
        <NoticedBanner noticed={approval.noticed} />
        <WhyAsked approval={approval} />
        <Fold title={t('rawCall')}>
          <pre className="rounded-lg border border-line bg-sunken px-3 py-2 font-mono text-sm whitespace-pre-wrap">
            <VisibleText text={JSON.stringify({ tool: approval.tool, input: approval.input }, null, 2)} />
          </pre>
        </Fold>
      </div>
    </section>
  );
}

function Facts({ approval, namesSession }: { approval: Approval; namesSession: boolean }) {
  const { t } = useTranslation('approvals');
  const nameOf = useToolName();
  const { preview } = approval;
  // the address of a request is in its facts, a path is said once
  const isAddress = preview.paths.every((path) => /^https?:/.test(path));
  const isNews = (fact: { value: string }) => !preview.paths.includes(fact.value);
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1">
      <Fact label={t('undo')}>
        {preview.reversible ? (
          <Badge icon={<Undo2 aria-hidden />}>{t('reversible')}</Badge>
        ) : (
          <Badge tone="denied" icon={<TriangleAlert aria-hidden />}>
            {t('irreversible')}
          </Badge>
        )}
      </Fact>
      <Fact label={t('tool')}>
        {nameOf(approval.tool)} <code className="font-mono text-sm text-ink-muted">{approval.tool}</code>
      </Fact>
      {namesSession ? (
        <Fact label={t('session')}>
          <a
            href={`#${links.session(approval.session_id)}`}
            className="text-accent underline decoration-transparent underline-offset-2 hover:decoration-current"
          >
            <VisibleText text={approval.session_title} />
          </a>
        </Fact>
      ) : null}
      {preview.paths.length > 0 && !isAddress ? (
        <Fact label={t('paths', { count: preview.paths.length })}>
          {preview.paths.map((path) => (
            <span key={path} className="block font-mono text-sm leading-5">
              <VisibleText text={path} />
            </span>
          ))}
        </Fact>
      ) : null}
      {preview.facts.filter(isNews).map((fact, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a snapshot that never changes; labels may be there twice
        <Fact key={index} label={<VisibleText text={fact.label} />}>
          <VisibleText text={fact.value} className="whitespace-pre-wrap" />
        </Fact>
      ))}
    </dl>
  );
}

function Fact({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="max-w-40 text-ink-muted">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Fold({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="group">
      <summary className="-ml-1 inline-flex cursor-default items-center gap-1 rounded-sm px-1 text-sm text-ink-muted select-none hover:text-ink">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        {title}
      </summary>
      <div className="mt-1.5">{children}</div>
    </details>
  );
}
