import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Status } from '../api/index.ts';
import { links, navigate } from '../router/router.ts';
import { CheckResult } from '../settings/check-result.tsx';
import { draftOf, type ModelDraft } from '../settings/model-draft.ts';
import { ModelFields } from '../settings/model-fields.tsx';
import { ProviderChoice } from '../settings/provider-choice.tsx';
import { useModelSetup } from '../settings/use-model-setup.ts';
import { Button } from '../ui/index.ts';
import { isKeptPoorly, KeyStorageNotice } from '../vault-key/index.ts';
import { Promises } from './promises.tsx';

/** The first run: one question, asked once, with an answer that needs nothing. */
export function WelcomeScreen({ status }: { status: Status }) {
  const { t } = useTranslation('welcome');
  return (
    <main className="grid h-full grid-cols-[minmax(18rem,2fr)_3fr] overflow-hidden bg-surface">
      <Promises />
      <div className="overflow-y-auto">
        <div className="mx-auto flex min-h-full max-w-140 flex-col justify-center px-8 py-10">
          <h2 className="font-display text-xl font-semibold tracking-tight">{t('question')}</h2>
          <p className="mt-1 mb-5 text-ink-muted">{t('questionHint')}</p>
          <Choice status={status} />
        </div>
      </div>
    </main>
  );
}

function Choice({ status }: { status: Status }) {
  const { t } = useTranslation(['welcome', 'settings']);
  const [draft, setDraft] = useState<ModelDraft>(() => draftOf(status.model, 'rehearsal'));
  const hasKey = status.model.has_key && status.model.provider === draft.provider;
  const setup = useModelSetup(hasKey);
  async function start(): Promise<void> {
    // saved is chosen, and so no first run any more; what the test says is still to be read here
    navigate(links.welcome, { replace: true });
    const result = await setup.run(draft);
    if (result?.state === 'ready') navigate(links.home, { replace: true });
  }
  // asked at the first run, whichever model is chosen: keys of Holdfast's own are kept in any case
  const isPoor = isKeptPoorly(status.key_storage);
  const isRehearsal = draft.provider === 'rehearsal';
  return (
    <>
      <ProviderChoice
        value={draft.provider}
        onChange={(provider) => {
          setup.reset();
          setDraft(draftOf(status.model, provider));
        }}
      >
        {isRehearsal ? null : (
          <div className="space-y-4">
            <ModelFields draft={draft} onChange={setDraft} missing={setup.missing} hasKey={hasKey} />
            {isPoor ? null : <KeyStorageNotice storage={status.key_storage} />}
          </div>
        )}
      </ProviderChoice>
      <div className="mt-5 space-y-4">
        {isPoor ? <KeyStorageNotice storage={status.key_storage} /> : null}
        <CheckResult result={setup.result} error={setup.error} />
        <div className="flex items-center gap-3">
          <Button
            variant="primary"
            size="lg"
            isBusy={setup.isBusy}
            onClick={() => void start().catch(() => undefined)}
          >
            {isRehearsal ? t('startRehearsal') : t('testAndStart')}
          </Button>
          {setup.result && setup.result.state !== 'ready' && !status.first_run ? (
            <Button variant="ghost" size="lg" onClick={() => navigate(links.home, { replace: true })}>
              {t('startAnyway')}
            </Button>
          ) : (
            <span className="text-sm text-ink-muted">
              {isRehearsal ? null : setup.isBusy ? t('settings:checkSlow') : t('settings:testHint')}
            </span>
          )}
        </div>
      </div>
    </>
  );
}
