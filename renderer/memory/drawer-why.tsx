import { useTranslation } from 'react-i18next';
import { type Drawer, type DrawerWhy, type Entity, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { links, navigate } from '../router/router.ts';
import { Button, Menu, MenuItem, MenuSeparator, RelativeTime, Select, Skeleton } from '../ui/index.ts';
import { FactRow } from './fact-row.tsx';
import { halls, hrefOf, type MemoryPlace } from './use-memory-place.ts';

/** Why a drawer is where it is, what it names and states, and where it was used; corrected in place. */
export function DrawerWhySection({ drawer, place }: { drawer: Drawer; place: MemoryPlace }) {
  const { t } = useTranslation('palace');
  const why = useEndpoint('explainDrawer', { params: { id: drawer.id }, keepPrevious: true });
  const facts = useEndpoint('listFacts', { query: { drawer: drawer.id } });
  if (why.isPending) return <Skeleton lines={3} className="mt-5" />;
  if (!why.data) return null;
  return (
    <div className="mt-5 space-y-5">
      <Hall drawer={drawer} why={why.data} place={place} />
      {why.data.entities.length > 0 ? (
        <Section title={t('names')}>
          <ul className="flex flex-wrap gap-1.5">
            {why.data.entities.map((entity) => (
              <li key={entity.id}>
                <Name entity={entity} />
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      {facts.data && facts.data.data.length > 0 ? (
        <Section title={t('facts')}>
          <ul className="divide-y divide-line">
            {facts.data.data.map((fact) => (
              <FactRow key={fact.id} fact={fact} hasSource={false} />
            ))}
          </ul>
        </Section>
      ) : null}
      <Uses uses={why.data.uses} />
    </div>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-1.5 text-sm font-medium">{title}</h2>
      {children}
    </section>
  );
}

const shownReasons = 4;

function Hall({ drawer, why, place }: { drawer: Drawer; why: DrawerWhy; place: MemoryPlace }) {
  const { t } = useTranslation('palace');
  const setHall = useEndpointMutation('setHall', ['palace']);
  const options = halls.map((hall) => ({ value: hall, label: t(`halls.${hall}`) }));
  return (
    <Section title={t('why')}>
      {why.hall === null ? (
        <p className="text-sm text-ink-muted">{t('hallPending')}</p>
      ) : (
        <div className="flex items-center gap-2">
          <span aria-hidden className="text-sm text-ink-muted">
            {t('hallOf')}
          </span>
          <Select
            label={t('setHall')}
            value={why.hall}
            options={options}
            onChange={(hall) =>
              setHall.mutate({ params: { id: drawer.id }, body: { hall } }, { onError: showFailure })
            }
            className="max-w-52"
          />
        </div>
      )}
      <ul className="mt-2 space-y-1 text-sm text-ink-muted">
        {why.hall_set_at === null ? null : <li>{t('setByOwner')}</li>}
        {/* what the owner said needs no reckoning */}
        {(why.hall_set_at === null ? why.hall_reasons.slice(0, shownReasons) : []).map((reason) => (
          <li key={`${reason.rule} ${reason.hall}`} className="flex gap-2">
            <span title={t('pointsHint')} className="w-9 shrink-0 text-right tabular-nums">
              +{reason.weight.toFixed(1)}
            </span>
            <span className="min-w-0 break-words">
              {t('reasonLine', { hall: t(`halls.${reason.hall}`), why: reasonWords(t, reason) })}{' '}
              <ToDrawer id={reason.drawer_id} place={place} />
            </span>
          </li>
        ))}
        <li>
          {t(`roomReason.${why.room_reason.by}`)} <ToDrawer id={why.room_reason.drawer_id} place={place} />
        </li>
        <li>{t(`wingReason.${why.wing_reason}`)}</li>
      </ul>
    </Section>
  );
}

type Translate = ReturnType<typeof useTranslation<'palace'>>['t'];

function reasonWords(t: Translate, { rule, words }: DrawerWhy['hall_reasons'][number]): string {
  if (words) return t('reason.words', { words: words.text });
  if (rule === 'correction') return t('reason.correction');
  return rule.startsWith('author:') ? t('reason.author') : t('reason.kind');
}

function ToDrawer({ id, place }: { id: string | null; place: MemoryPlace }) {
  const { t } = useTranslation('palace');
  if (!id) return null;
  return <a href={`#${hrefOf({ ...place, drawer: id })}`}>{t('seeDrawer')}</a>;
}

const kinds = ['person', 'place', 'organisation', 'project', 'other'] as const;

function Name({ entity }: { entity: Entity }) {
  const { t } = useTranslation('palace');
  const setEntity = useEndpointMutation('setEntity', ['palace']);
  const set = (kind: Entity['kind'] | 'none') =>
    setEntity.mutate({ body: { id: entity.id, kind } }, { onError: showFailure });
  return (
    <Menu
      align="start"
      trigger={
        <Button size="sm" className="max-w-64">
          <span className="truncate">{entity.name}</span>
          <span className="text-xs text-ink-faint">{t(`kinds.${entity.kind}`)}</span>
          <span className="sr-only">{t('nameMenu')}</span>
        </Button>
      }
    >
      <MenuItem onSelect={() => navigate(hrefOf({ entity: entity.id }))}>{t('showNaming')}</MenuItem>
      <MenuItem
        onSelect={() => navigate(`${hrefOf({ view: 'facts' })}&about=${encodeURIComponent(entity.id)}`)}
      >
        {t('showFacts')}
      </MenuItem>
      <MenuItem
        onSelect={() => navigate(`${hrefOf({ view: 'timeline' })}&about=${encodeURIComponent(entity.id)}`)}
      >
        {t('showTimeline')}
      </MenuItem>
      <MenuSeparator />
      {kinds.map((kind) => (
        <MenuItem key={kind} isDisabled={kind === entity.kind} onSelect={() => set(kind)}>
          {t(`kinds.${kind}`)}
        </MenuItem>
      ))}
      <MenuItem onSelect={() => set('none')}>{t('isNobody')}</MenuItem>
    </Menu>
  );
}

function Uses({ uses }: { uses: DrawerWhy['uses'] }) {
  const { t } = useTranslation('palace');
  return (
    <Section title={t('uses')}>
      {uses.length === 0 ? <p className="text-sm text-ink-muted">{t('noUses')}</p> : null}
      <ul className="space-y-1 text-sm">
        {uses.map((use) => (
          <li key={`${use.session_id} ${use.seq}`} className="flex gap-2">
            <a href={`#${links.session(use.session_id, use.seq)}`} className="min-w-0 truncate">
              {t('usedIn', { session: use.session_title })}
            </a>
            <RelativeTime at={use.used_at} className="ml-auto shrink-0 text-ink-faint" />
          </li>
        ))}
      </ul>
    </Section>
  );
}
