import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint, useEndpointMutation, type WakeUpSetting } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Button, ErrorState, Field, Skeleton, Switch, Textarea, toast } from '../ui/index.ts';
import { MemoryPageFrame } from './memory-page-frame.tsx';
import { WakeUpItems } from './wake-up-items.tsx';
import { WakeUpPins } from './wake-up-pins.tsx';

const longestIdentity = 400;

/** What every new session begins with: the setting, who the owner is, and what is pinned. */
export function WakeUpPage() {
  const { t } = useTranslation('wakeUp');
  const setting = useEndpoint('getWakeUp', { isFresh: true });
  const preview = useEndpoint('previewWakeUp', { isFresh: true });
  return (
    <MemoryPageFrame title={t('title')} back={t('back')}>
      <p className="mb-5 text-ink-muted">{t('lead')}</p>
      {setting.isPending ? (
        <Skeleton lines={4} />
      ) : setting.data ? (
        <Setting
          setting={setting.data}
          onChanged={() => void Promise.all([setting.refetch(), preview.refetch()])}
        />
      ) : (
        <ErrorState error={setting.error} onRetry={() => setting.refetch()} />
      )}
      {setting.data?.is_on && preview.data ? (
        <section aria-labelledby="preview" className="mt-8">
          <h2 id="preview" className="font-medium">
            {t('preview')}
          </h2>
          <p className="mt-1 mb-2 text-sm text-ink-muted">
            {t(preview.data.items.length === 0 ? 'previewNone' : 'previewText')}
          </p>
          <WakeUpItems items={preview.data.items} />
        </section>
      ) : null}
      <WakeUpPins />
    </MemoryPageFrame>
  );
}

function Setting({ setting, onChanged }: { setting: WakeUpSetting; onChanged: () => void }) {
  const { t } = useTranslation('wakeUp');
  const change = useEndpointMutation('setWakeUp');
  const [identity, setIdentity] = useState(setting.identity);
  async function set(body: Partial<WakeUpSetting>): Promise<void> {
    await change.mutateAsync({ body });
    onChanged();
    if (body.identity !== undefined) toast.done(t('saved'));
  }
  return (
    <div className="space-y-5">
      <div className="flex items-center gap-3">
        <div className="min-w-0 flex-1">
          <p className="font-medium">{t('on')}</p>
          <p className="text-sm text-ink-muted">{t('onHint')}</p>
        </div>
        <Switch
          isOn={setting.is_on}
          label={t('on')}
          onChange={(isOn) => void set({ is_on: isOn }).catch(showFailure)}
        />
      </div>
      <Field label={t('identity')} hint={t('identityHint')}>
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            maxLength={longestIdentity}
            value={identity}
            placeholder={t('identityPlaceholder')}
            onChange={(event) => setIdentity(event.target.value)}
          />
        )}
      </Field>
      <Button
        isBusy={change.isPending}
        disabled={identity.trim() === setting.identity}
        onClick={() => void set({ identity }).catch(showFailure)}
      >
        {t('save')}
      </Button>
    </div>
  );
}
