import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CharterView, useEndpoint } from '../api/index.ts';
import { formatAbsolute } from '../lib/dates.ts';
import { Badge, Card, ErrorState, Select, Skeleton } from '../ui/index.ts';
import { CharterHistory } from './charter-history.tsx';
import { CharterRules } from './charter-rules.tsx';
import { CharterUses } from './charter-uses.tsx';
import { SettingGroup } from './parts.tsx';

/** The charter: what may be changed of it, all of it as it is sent, its versions, and who carried which. */
export function CharterSection() {
  const { t, i18n } = useTranslation('charter');
  const charter = useEndpoint('getCharter');
  const [draft, setDraft] = useState<readonly string[] | null>(null);
  if (charter.isPending) return <Skeleton lines={6} />;
  if (!charter.data) return <ErrorState error={charter.error} onRetry={() => charter.refetch()} />;
  const { owner } = charter.data;
  return (
    <>
      <SettingGroup
        title={t('rules')}
        hint={t('hint')}
        action={
          <span className="flex items-center gap-2 text-sm text-ink-muted">
            {owner.updated_at ? formatAbsolute(owner.updated_at, i18n.language) : null}
            <Badge tone="allowed">{t('version', { version: owner.version })}</Badge>
          </span>
        }
      >
        <CharterRules charter={charter.data} draft={draft} onDraft={setDraft} />
      </SettingGroup>
      <SettingGroup title={t('asSent')} hint={t('asSentHint')}>
        <AsSent charter={charter.data} />
      </SettingGroup>
      <SettingGroup title={t('history')}>
        <CharterHistory history={charter.data.history} onUse={(rules) => setDraft(rules)} />
      </SettingGroup>
      <SettingGroup title={t('used')} hint={t('usedHint')}>
        <CharterUses current={charter.data.version} />
      </SettingGroup>
    </>
  );
}

function AsSent({ charter }: { charter: CharterView }) {
  const { t } = useTranslation('charter');
  const [agentId, setAgentId] = useState('');
  const agent = charter.agents.find(({ agent_id }) => agent_id === agentId);
  const text = agent?.text ?? charter.text;
  // the parts stand in the text in this order; each is marked, none is written anew
  const ownerStart = text.indexOf('## Standing rules of the owner', charter.product.text.length);
  const agentStart = agent ? text.lastIndexOf('## Safety instructions of this agent') : -1;
  const end = agentStart < 0 ? text.length : agentStart;
  const parts = [
    { name: t('partProduct'), text: text.slice(0, ownerStart < 0 ? end : ownerStart) },
    { name: t('partOwner'), text: ownerStart < 0 ? '' : text.slice(ownerStart, end) },
    { name: t('partAgent'), text: text.slice(end) },
  ].filter((part) => part.text.trim() !== '');
  return (
    <>
      {charter.agents.length > 0 ? (
        <Select
          label={t('for')}
          value={agentId}
          onChange={setAgentId}
          className="mb-3 w-80"
          options={[
            { value: '', label: t('forPlain') },
            ...charter.agents.map((each) => ({ value: each.agent_id, label: each.agent_name })),
          ]}
        />
      ) : null}
      <Card className="max-h-96 overflow-y-auto" tabIndex={0} role="group" aria-label={t('asSent')}>
        {parts.map((part) => (
          <section key={part.name} className="border-b border-line px-4 py-3 last:border-b-0">
            <h4 className="mb-1.5 text-sm font-medium text-ink-muted">{part.name}</h4>
            <pre className="font-mono text-sm break-words whitespace-pre-wrap select-text">
              {part.text.trimEnd()}
            </pre>
          </section>
        ))}
      </Card>
      <p className="mt-2 font-mono text-xs break-all text-ink-faint select-text">
        {t('version', { version: charter.version })} · SHA-256 {agent?.sha256 ?? charter.sha256}
      </p>
    </>
  );
}
