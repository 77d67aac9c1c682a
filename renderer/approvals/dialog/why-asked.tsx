import { useTranslation } from 'react-i18next';
import type { Approval, ValueOrigin } from '../../api/index.ts';
import { links } from '../../router/router.ts';
import { Badge, type Tone } from '../../ui/index.ts';
import { useToolName } from '../tool-name.ts';
import { VisibleText } from '../visible/visible-text.tsx';

const looks = {
  owner: { tone: 'allowed', words: 'originOwner' },
  trusted: { tone: 'neutral', words: 'originTrusted' },
  untrusted: { tone: 'denied', words: 'originUntrusted' },
  model: { tone: 'asked', words: 'originModel' },
} as const satisfies Record<ValueOrigin['origin'], { tone: Tone; words: string }>;

/** Why the owner is asked: the reasons, where each value comes from, quoted, and what was read before. */
export function WhyAsked({ approval }: { approval: Approval }) {
  const { t } = useTranslation('approvals');
  const { why, origins } = approval;
  if (why.length === 0 && origins === null) return null;
  return (
    <div className="rounded-lg bg-sunken px-3 py-2">
      <h3 className="text-sm font-medium text-ink-muted">{t('whyAsked')}</h3>
      <ul className="mt-0.5 space-y-0.5">
        {why.map((reason) => (
          <li key={reason}>
            <VisibleText text={reason} />
          </li>
        ))}
      </ul>
      {origins === null || origins.values.length === 0 ? null : (
        <ul className="mt-2 space-y-2 border-t border-line pt-2">
          {origins.values.map((value) => (
            <ValueRow key={value.path} value={value} sessionId={approval.session_id} />
          ))}
        </ul>
      )}
      <ReadBefore approval={approval} />
    </div>
  );
}

function ValueRow({ value, sessionId }: { value: ValueOrigin; sessionId: string }) {
  const { t } = useTranslation('approvals');
  const look = looks[value.origin];
  return (
    <li>
      <p className="flex flex-wrap items-baseline gap-x-2">
        <code className="font-mono text-xs text-ink-muted">
          <VisibleText text={value.path} />
        </code>
        <span className="min-w-0 font-medium whitespace-pre-wrap">
          <VisibleText text={value.value} />
        </span>
        <Badge tone={look.tone}>{t(look.words)}</Badge>
        {value.seq === null ? null : (
          <a href={`#${links.session(sessionId, value.seq)}`} className={linkClasses}>
            {t('originShow')}
          </a>
        )}
      </p>
      {value.excerpt === null || value.origin === 'model' ? null : (
        <blockquote className="mt-0.5 border-l-2 border-line-strong pl-2 text-sm text-ink-muted">
          <VisibleText text={value.excerpt} />
        </blockquote>
      )}
    </li>
  );
}

function ReadBefore({ approval }: { approval: Approval }) {
  const { t } = useTranslation('approvals');
  const nameOf = useToolName();
  const read = approval.origins?.read.filter(({ label }) => label === 'untrusted') ?? [];
  if (read.length === 0) return null;
  return (
    <p className="mt-2 border-t border-line pt-2 text-sm text-ink-muted">
      {t('readBefore')}{' '}
      {read.map(({ tool, seq }, index) => (
        <span key={`${tool} ${seq}`}>
          {index === 0 ? '' : ', '}
          {seq === null ? (
            nameOf(tool)
          ) : (
            <a href={`#${links.session(approval.session_id, seq)}`} className={linkClasses}>
              {nameOf(tool)}
            </a>
          )}
        </span>
      ))}
    </p>
  );
}

const linkClasses =
  'text-sm text-accent underline decoration-transparent underline-offset-2 hover:decoration-current';
