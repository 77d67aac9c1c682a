import { Download } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type AuditReport, call, useEndpointMutation } from '../api/index.ts';
import { formatAbsolute } from '../lib/dates.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { links } from '../router/router.ts';
import { Banner, Button } from '../ui/index.ts';
import { SettingGroup } from './parts.tsx';

/** Whether anybody changed the logs, how far the seals reach, and the file to keep elsewhere. */
export function AuditSection() {
  const { t } = useTranslation('settings');
  const verify = useEndpointMutation('verifyAudit');
  const chooser = useRef<HTMLInputElement>(null);
  const check = (body: { exported?: string }) => verify.mutate({ body }, { onError: showFailure });
  return (
    <SettingGroup
      title={t('audit')}
      hint={t('auditHint')}
      action={
        <div className="flex flex-wrap gap-2">
          <input
            ref={chooser}
            type="file"
            accept="application/json,.json"
            aria-label={t('auditCompare')}
            hidden
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              // the same file can be chosen again
              target.value = '';
              void file?.text().then((exported) => check({ exported }), showFailure);
            }}
          />
          <Button onClick={() => chooser.current?.click()} isBusy={verify.isPending}>
            {t('auditCompare')}
          </Button>
          <Button icon={<Download />} onClick={() => void save().catch(showFailure)}>
            {t('auditExport')}
          </Button>
          <Button isBusy={verify.isPending} onClick={() => check({})}>
            {t('verify')}
          </Button>
        </div>
      }
    >
      {verify.data ? (
        <Report report={verify.data} />
      ) : (
        <p className="text-sm text-ink-muted">{t('auditNotYet')}</p>
      )}
    </SettingGroup>
  );
}

/** Saved by the window itself: the file is of no use to anybody without the vault's key. */
async function save(): Promise<void> {
  const { text } = await call('exportAudit');
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `holdfast-audit-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

function Report({ report }: { report: AuditReport }) {
  const { t, i18n } = useTranslation('settings');
  const { chains, seal, against } = report;
  const broken = chains.filter((chain) => !chain.ok);
  const unsealed = chains.filter((chain) => chain.unsealed !== null).length;
  const forgotten = chains.reduce((sum, chain) => sum + chain.forgotten, 0);
  const at = seal.sealed_at === null ? '' : formatAbsolute(seal.sealed_at, i18n.language);
  const fits = against === null || against.problems.length === 0;
  return (
    <>
      {/* what is wrong stands first: the chains can be whole for themselves and still not be those that were saved */}
      {against === null || fits ? null : <Against against={against} />}
      <Banner className={fits ? '' : 'mt-3'} tone={broken.length === 0 ? 'info' : 'danger'}>
        <p className="font-medium">
          {broken.length === 0
            ? t('verifyOk', { count: chains.length })
            : t('verifyProblem', { count: broken.length })}
        </p>
        <ul className="mt-1 space-y-0.5 text-sm">
          <li>{t(`auditSeal_${seal.state}`, { at })}</li>
          {unsealed > 0 ? <li>{t('auditUnsealed', { count: unsealed })}</li> : null}
          {forgotten > 0 ? <li>{t('auditForgotten', { count: forgotten })}</li> : null}
        </ul>
      </Banner>
      {against === null || !fits ? null : <Against against={against} />}
      {broken.map((chain) => (
        <div key={chain.session_id} className="mt-3 rounded-lg border border-line px-4 py-3 text-sm">
          <p className="font-medium">
            {chain.session_id === null ? (
              t('auditProfile')
            ) : (
              <a href={`#${links.session(chain.session_id, chain.problem?.seq)}`} className="text-accent">
                {chain.session_id}
              </a>
            )}
          </p>
          <ul className="mt-1 space-y-0.5">
            {chain.problems.map((problem) => (
              <li key={`${problem.kind} ${problem.seq} ${problem.sentence}`}>
                <span className="text-denied">{t(`auditKind_${problem.kind}`)}</span>{' '}
                {problem.seq > 0 ? t('auditAt', { seq: problem.seq }) : ''} {problem.sentence}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}

/** Whether what is here is what was saved elsewhere, and what to do where it is not. */
function Against({ against }: { against: NonNullable<AuditReport['against']> }) {
  const { t, i18n } = useTranslation('settings');
  const { problems } = against;
  const at = formatAbsolute(against.exported_at, i18n.language);
  if (problems.length === 0)
    return (
      <Banner tone="info" className="mt-3">
        <p className="font-medium">{t('auditFits', { at })}</p>
      </Banner>
    );
  return (
    <div role="alert">
      <Banner tone="danger">
        <p className="font-medium">{t('auditFitsNot', { at })}</p>
        <ul className="mt-1 space-y-0.5 text-sm select-text">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
        <p className="mt-1 text-sm">{t('auditFitsNotStep')}</p>
      </Banner>
    </div>
  );
}
