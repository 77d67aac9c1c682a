import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  ApiError,
  call,
  type EmbedderView,
  type RequestOf,
  useEndpoint,
  useEndpointMutation,
} from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Button, ErrorState, Segmented, Skeleton, Spinner, toast } from '../ui/index.ts';
import { ContextsSection } from './contexts-section.tsx';
import { SettingGroup } from './parts.tsx';

/** How recall finds things besides by words. */
export function RecallSection() {
  const { t } = useTranslation('recall');
  const embedder = useEndpoint('getEmbedder', { isFresh: true });
  return (
    <>
      <SettingGroup title={t('title')} hint={t('hint')}>
        {embedder.isPending ? (
          <Skeleton lines={3} />
        ) : embedder.data ? (
          <Encoder view={embedder.data} />
        ) : (
          <ErrorState error={embedder.error} onRetry={() => embedder.refetch()} />
        )}
      </SettingGroup>
      <ContextsSection />
    </>
  );
}

function Encoder({ view }: { view: EmbedderView }) {
  const { t } = useTranslation('recall');
  const [refused, setRefused] = useState<string | null>(null);
  const [isOwn, setIsOwn] = useState(view.choice === 'folder');
  const set = useEndpointMutation('setEmbedder', ['embedder']);
  async function choose(body: RequestOf<'setEmbedder'>): Promise<void> {
    setRefused(null);
    try {
      await set.mutateAsync({ body });
      toast.done(body.choice === 'none' ? t('off') : t('taken'));
    } catch (caught) {
      if (!(caught instanceof ApiError) || caught.code !== 'embedder_refused') throw caught;
      setRefused(caught.sentence);
    }
  }
  async function chooseFolder(): Promise<void> {
    const picked = await call('pickFolder', { body: { title: t('pickTitle') } });
    if ('pick_id' in picked) await choose({ choice: 'folder', pick_id: picked.pick_id });
  }
  function change(choice: EmbedderView['choice']): void {
    setIsOwn(choice === 'folder');
    // a folder counts once it is chosen
    if (choice !== 'folder') void choose({ choice }).catch(showFailure);
    else setRefused(null);
  }
  return (
    <div className="space-y-3">
      <Segmented
        label={t('choice')}
        value={isOwn ? 'folder' : view.choice === 'folder' ? 'default' : view.choice}
        onChange={change}
        options={(['default', 'none', 'folder'] as const).map((value) => ({ value, label: t(value) }))}
      />
      {isOwn ? (
        <div className="flex flex-wrap items-center gap-3">
          <Button isBusy={set.isPending} onClick={() => void chooseFolder().catch(showFailure)}>
            {view.path === null ? t('chooseFolder') : t('chooseOther')}
          </Button>
          {view.path === null ? null : (
            <p className="min-w-0 text-sm break-all text-ink-muted">{t('folderPath', { path: view.path })}</p>
          )}
        </div>
      ) : null}
      {set.isPending ? (
        <p role="status" className="flex items-center gap-2 text-sm text-ink-muted">
          <Spinner />
          {t('trying')}
        </p>
      ) : null}
      {refused === null ? null : (
        <p role="alert" className="text-sm text-denied">
          {refused}
        </p>
      )}
      <Standing view={view} />
    </div>
  );
}

function Standing({ view }: { view: EmbedderView }) {
  const { t } = useTranslation('recall');
  const { name, vectors, wanted } = view;
  const all = vectors + wanted;
  return (
    <div className="space-y-2 text-sm">
      {view.is_overridden ? <p>{t('overridden')}</p> : null}
      {view.problem === null ? null : <p className="text-denied">{view.problem}</p>}
      {name === null ? (
        <p className="text-ink-muted">
          {view.has_default || view.choice !== 'default' ? t('off') : t('noDefault')}
        </p>
      ) : wanted === 0 ? (
        <p className="text-ink-muted">{t('ready', { name, count: vectors })}</p>
      ) : (
        <>
          <p role="status" className="text-ink-muted">
            {t('working', { name, done: vectors, all })}
          </p>
          <progress
            aria-label={t('progress')}
            value={vectors}
            max={all}
            className="h-1.5 w-full accent-accent"
          />
        </>
      )}
    </div>
  );
}
