import { useTranslation } from 'react-i18next';
import { type Rule, type ToolInfo, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Button, Card, ErrorState, RelativeTime, Segmented, Skeleton, toast } from '../ui/index.ts';
import { DecisionLog } from './decision-log.tsx';
import { SettingGroup } from './parts.tsx';

export function RulesSection() {
  const { t } = useTranslation('settings');
  return (
    <>
      <SettingGroup title={t('rules')} hint={t('rulesHint')}>
        <Rules />
      </SettingGroup>
      <SettingGroup title={t('decisions')} hint={t('decisionsHint')}>
        <DecisionLog />
      </SettingGroup>
      <SettingGroup title={t('tools')} hint={t('accessHint')}>
        <Tools />
      </SettingGroup>
    </>
  );
}

function Rules() {
  const { t } = useTranslation('settings');
  const rules = useEndpoint('listRules');
  if (rules.isPending) return <Skeleton lines={2} />;
  if (!rules.data) return <ErrorState error={rules.error} onRetry={() => rules.refetch()} />;
  if (rules.data.data.length === 0) return <p className="text-ink-muted">{t('rulesEmpty')}</p>;
  return (
    <Card>
      <ul className="divide-y divide-line">
        {rules.data.data.map((rule) => (
          <RuleRow key={rule.id} rule={rule} />
        ))}
      </ul>
    </Card>
  );
}

function RuleRow({ rule }: { rule: Rule }) {
  const { t } = useTranslation('settings');
  const revoke = useEndpointMutation('revokeRule', ['rules']);
  const done = { onSuccess: () => toast.done(t('ruleRevoked')), onError: showFailure };
  return (
    <li className="flex items-center gap-4 px-4 py-3">
      <div className="min-w-0 flex-1 select-text">
        <p className="font-medium">{rule.text}</p>
        <p className="mt-0.5 text-sm text-ink-muted">
          {rule.scope === 'profile'
            ? t('ruleScopeProfile')
            : t('ruleScopeSession', { title: rule.session_title ?? '' })}
          {' · '}
          {t('ruleUses', { count: rule.uses })}
          {' · '}
          <RelativeTime at={rule.created_at} />
        </p>
      </div>
      <Button
        size="sm"
        isBusy={revoke.isPending}
        onClick={() => revoke.mutate({ params: { id: rule.id } }, done)}
      >
        {t('revokeRule')}
      </Button>
    </li>
  );
}

function Tools() {
  const tools = useEndpoint('listTools');
  if (tools.isPending) return <Skeleton lines={6} />;
  if (!tools.data) return <ErrorState error={tools.error} onRetry={() => tools.refetch()} />;
  return (
    <Card>
      <ul className="divide-y divide-line">
        {tools.data.data.map((tool) => (
          <ToolRow key={tool.name} tool={tool} />
        ))}
      </ul>
    </Card>
  );
}

function ToolRow({ tool }: { tool: ToolInfo }) {
  const { t } = useTranslation('settings');
  const setPolicy = useEndpointMutation('setToolPolicy', ['settings']);
  const isJudgeOn = useEndpoint('getJudge').data?.is_on === true || tool.policy === 'auto';
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-48 flex-1">
        <p className="font-mono text-sm font-medium">{tool.name}</p>
        <p className="mt-0.5 line-clamp-2 text-sm text-ink-muted">{tool.description}</p>
      </div>
      <Segmented
        label={t('toolPolicy', { tool: tool.name })}
        value={tool.policy}
        onChange={(policy) =>
          setPolicy.mutate({ params: { name: tool.name }, body: { policy } }, { onError: showFailure })
        }
        options={[
          { value: 'default', label: t('toolPolicyDefault') },
          { value: 'always_allow', label: t('toolPolicyAllow') },
          { value: 'always_ask', label: t('toolPolicyAsk') },
          ...(isJudgeOn ? [{ value: 'auto' as const, label: t('toolPolicyAuto') }] : []),
          { value: 'deny', label: t('toolPolicyDeny') },
        ]}
      />
    </li>
  );
}
