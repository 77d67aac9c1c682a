import { useTranslation } from 'react-i18next';
import { type SessionWakeUp, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { formatCount } from '../lib/amounts.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { WakeUpItems } from '../memory/wake-up-items.tsx';
import { Switch } from '../ui/index.ts';

/** What of the owner's memory the session's requests carry, and why each thing is there; the switch of this session. */
export function WakeUpPart({ sessionId, onClose }: { sessionId: string; onClose: () => void }) {
  const { t } = useTranslation('wakeUp');
  const target = { params: { id: sessionId } };
  const { data, refetch } = useEndpoint('getSessionWakeUp', { ...target, isFresh: true });
  const change = useEndpointMutation('setSessionWakeUp');
  if (!data) return null;
  async function set(isOn: boolean): Promise<void> {
    await change.mutateAsync({ ...target, body: { is_on: isOn } });
    await refetch();
  }
  return (
    <section className="mt-5" aria-labelledby="wake-up">
      <div className="flex items-center gap-3">
        <h3 id="wake-up" className="min-w-0 flex-1 font-medium">
          {t('session')}
        </h3>
        <Switch
          isOn={data.is_on}
          label={t('sessionOn')}
          onChange={(isOn) => void set(isOn).catch(showFailure)}
        />
      </div>
      <p className="mt-1 text-sm text-ink-muted tabular-nums">
        <Standing wakeUp={data} />
      </p>
      {data.is_on && !data.is_forgotten ? <Layers wakeUp={data} onClose={onClose} /> : null}
    </section>
  );
}

function Standing({ wakeUp }: { wakeUp: SessionWakeUp }) {
  const { t, i18n } = useTranslation('wakeUp');
  if (!wakeUp.is_on) return t('off');
  if (wakeUp.is_forgotten) return t('forgotten');
  if (wakeUp.put_in === null || wakeUp.tokens === 0) return t('none');
  return t('total', {
    tokens: formatCount(wakeUp.tokens, i18n.language),
    budget: formatCount(wakeUp.budget_tokens, i18n.language),
    seq: wakeUp.put_in.seq,
  });
}

function Layers({ wakeUp, onClose }: { wakeUp: SessionWakeUp; onClose: () => void }) {
  const { t } = useTranslation('wakeUp');
  return wakeUp.layers
    .filter(({ items }) => items.length > 0)
    .map(({ layer, items }) => (
      <div key={layer} className="mt-3">
        <h4 className="text-sm text-ink-muted">{t(`layer.${layer}`)}</h4>
        <WakeUpItems items={items} onFollow={onClose} />
      </div>
    ));
}

/** In the meter: that there is something of the memory. */
export function WakeUpLine({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation('wakeUp');
  const { data } = useEndpoint('getSessionWakeUp', { params: { id: sessionId }, isFresh: true });
  const items = data?.is_on === true ? data.layers.reduce((sum, { items: each }) => sum + each.length, 0) : 0;
  if (items === 0) return null;
  return <p className="mt-2 text-sm text-ink-muted">{t('shown', { count: items })}</p>;
}
