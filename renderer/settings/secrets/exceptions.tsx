import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint, useEndpointMutation } from '../../api/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { Banner, Button, Card, ErrorState, Select, Skeleton } from '../../ui/index.ts';

/** Tools and sessions whose outputs are left as they are. */
export function Exceptions() {
  const { t } = useTranslation('secrets');
  const switches = useEndpoint('getRedaction', { isFresh: true });
  const tools = useEndpoint('listTools');
  const sessions = useEndpoint('listSessions', { query: { limit: 100 } });
  const set = useEndpointMutation('setRedaction', ['settings']);
  if (switches.isPending || tools.isPending || sessions.isPending) return <Skeleton lines={3} />;
  if (!switches.data || !tools.data || !sessions.data) {
    const again = () => void Promise.all([switches.refetch(), tools.refetch(), sessions.refetch()]);
    return <ErrorState error={switches.error ?? tools.error ?? sessions.error} onRetry={again} />;
  }
  const { off_tools: offTools, off_sessions: offSessions } = switches.data;
  const change = (patch: Partial<typeof switches.data>) =>
    set.mutate(
      { body: { off_tools: offTools, off_sessions: offSessions, ...patch } },
      { onError: showFailure },
    );
  const titles = new Map(sessions.data.data.map(({ id, title }) => [id, title || t('untitled')]));
  const isOn = offTools.length === 0 && offSessions.length === 0;
  return (
    <div className="space-y-4">
      <Banner tone={isOn ? 'info' : 'warning'}>{t(isOn ? 'everywhere' : 'notEverywhere')}</Banner>
      <List
        label={t('tools')}
        chosen={offTools.map((name) => ({ value: name, label: name }))}
        offered={tools.data.data.map(({ name }) => ({ value: name, label: name }))}
        onChange={(off_tools) => change({ off_tools })}
      />
      <List
        label={t('sessions')}
        chosen={offSessions.map((id) => ({ value: id, label: titles.get(id) ?? id }))}
        offered={[...titles].map(([value, label]) => ({ value, label }))}
        onChange={(off_sessions) => change({ off_sessions })}
      />
    </div>
  );
}

interface Choice {
  value: string;
  label: string;
}

function List({
  label,
  chosen,
  offered,
  onChange,
}: {
  label: string;
  chosen: readonly Choice[];
  offered: readonly Choice[];
  onChange: (values: string[]) => void;
}) {
  const { t } = useTranslation('secrets');
  const [next, setNext] = useState('');
  const values = chosen.map(({ value }) => value);
  const left = offered.filter(({ value }) => !values.includes(value));
  return (
    <section aria-label={label}>
      <h4 className="mb-1.5 font-medium">{label}</h4>
      {chosen.length > 0 ? (
        <Card className="mb-2">
          <ul className="divide-y divide-line">
            {chosen.map((choice) => (
              <li key={choice.value} className="flex items-center gap-3 px-4 py-2">
                <span className="min-w-0 flex-1 truncate">{choice.label}</span>
                <Button
                  size="sm"
                  aria-label={t('switchOnFor', { name: choice.label })}
                  onClick={() => onChange(values.filter((value) => value !== choice.value))}
                >
                  {t('switchOn')}
                </Button>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
      <div className="flex gap-2">
        <Select
          label={t('choose', { label })}
          className="w-64"
          value={next}
          onChange={setNext}
          options={[{ value: '', label: t('chooseOne') }, ...left]}
        />
        <Button
          disabled={next === ''}
          aria-label={t('switchOffFor', { label })}
          onClick={() => {
            onChange([...values, next]);
            setNext('');
          }}
        >
          {t('switchOff')}
        </Button>
      </div>
    </section>
  );
}
