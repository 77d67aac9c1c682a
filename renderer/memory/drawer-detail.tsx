import { ArrowLeft, BookOpenText, CornerUpRight, FolderInput, Pencil, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, type Drawer, useEndpoint } from '../api/index.ts';
import { classNames } from '../lib/class-names.ts';
import { formatAbsolute } from '../lib/dates.ts';
import { links, navigate } from '../router/router.ts';
import { Button, buttonClasses, Empty, ErrorState, Skeleton } from '../ui/index.ts';
import { DrawerVersions } from './drawer-history.tsx';
import { DrawerWhySection } from './drawer-why.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { ForgetDialog } from './forget-dialog.tsx';
import { MemoryWords } from './memory-words.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { PinButton } from './pin-button.tsx';
import { TrustBadge } from './trust-badge.tsx';
import { hrefOf, type MemoryPlace } from './use-memory-place.ts';

export function DrawerDetail({ place }: { place: MemoryPlace }) {
  const { t } = useTranslation('memory');
  const id = place.drawer ?? '';
  const drawer = useEndpoint('getDrawer', { params: { id }, enabled: id !== '' });
  if (id === '')
    return (
      <Empty icon={<BookOpenText />} title={t('select')} className="h-full overflow-y-auto">
        <MemoryWords className="mt-3 text-left" />
      </Empty>
    );
  if (drawer.error instanceof ApiError && drawer.error.status === 404) {
    return (
      <Empty
        icon={<BookOpenText />}
        title={t('gone')}
        className="h-full"
        action={
          <a href={`#${hrefOf({ ...place, drawer: undefined })}`} className={buttonClasses()}>
            {t('backToList')}
          </a>
        }
      />
    );
  }
  if (drawer.isPending) return <Skeleton lines={7} className="p-6" />;
  if (!drawer.data) return <ErrorState error={drawer.error} onRetry={() => drawer.refetch()} />;
  return <Detail drawer={drawer.data} place={place} />;
}

function Detail({ drawer, place }: { drawer: Drawer; place: MemoryPlace }) {
  const { t } = useTranslation('memory');
  const [isForgetting, setIsForgetting] = useState(false);
  const [isEditing, setIsEditing] = useState(false);
  return (
    <article aria-label={t('drawer')} className="flex min-h-0 flex-col">
      <a
        href={`#${hrefOf({ ...place, drawer: undefined })}`}
        className={classNames(buttonClasses('ghost', 'sm'), 'mx-4 mt-3 self-start @min-[41rem]:hidden')}
      >
        <ArrowLeft aria-hidden />
        {t('backToList')}
      </a>
      <div className="min-h-0 flex-1 overflow-y-auto px-6 py-5">
        <TrustBadge trust={drawer.trust} />
        <p className="mt-1.5 text-sm text-ink-muted">{t(kindOfHint(drawer))}</p>
        <section
          aria-label={t('text')}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: long words must be reachable by keyboard
          tabIndex={0}
          className="mt-4 rounded-lg border border-line bg-raised px-4 py-3 text-md break-words whitespace-pre-wrap select-text"
        >
          {drawer.text}
        </section>
        <Facts drawer={drawer} />
        <DrawerWhySection drawer={drawer} place={place} />
        <DrawerVersions drawer={drawer} place={place} />
      </div>
      <footer className="flex flex-wrap items-center gap-2 border-t border-line px-6 py-3">
        <a
          href={`#${links.session(drawer.source.session_id, drawer.source.seq)}`}
          className={buttonClasses('secondary')}
        >
          <CornerUpRight aria-hidden />
          {t('jump')}
        </a>
        {/* these stay in one line where they do not fit beside it */}
        <div className="flex min-w-0 flex-1 basis-72 flex-wrap items-center gap-1">
          <PinButton drawer={drawer} />
          {/* an agent's diary holds its own words */}
          {drawer.source.kind === 'diary' ? null : (
            <Button variant="ghost" icon={<Pencil />} onClick={() => setIsEditing(true)}>
              {t('edit')}
            </Button>
          )}
          <Button
            variant="ghost"
            icon={<Trash2 />}
            onClick={() => setIsForgetting(true)}
            className="ml-auto text-denied hover:text-denied"
          >
            {t('delete')}
          </Button>
        </div>
      </footer>
      {isEditing ? <EditDialog drawer={drawer} place={place} onClose={() => setIsEditing(false)} /> : null}
      {isForgetting ? (
        <ForgetDialog
          drawers={[drawer]}
          onClose={() => setIsForgetting(false)}
          onForgotten={() => navigate(hrefOf({ ...place, drawer: undefined }), { replace: true })}
        />
      ) : null}
    </article>
  );
}

const kindOfHint = ({ trust, source }: Drawer) =>
  source.imported_from !== null && trust === 'owner' ? 'trustHint.vouched' : (`trustHint.${trust}` as const);

const kinds = ['message', 'answer', 'question', 'tool_result', 'note', 'diary', 'imported'] as const;
const authors = ['owner', 'agent', 'tool'] as const;

function Facts({ drawer }: { drawer: Drawer }) {
  const { t, i18n } = useTranslation(['memory', 'palace']);
  const [isMoving, setIsMoving] = useState(false);
  const { kind, tool, imported_from } = drawer.source;
  const known = kinds.find((each) => each === kind) ?? 'other';
  const author = authors.find((each) => each === drawer.author);
  return (
    <dl className="mt-4 grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-1.5 text-sm">
      <Fact label={t('room')}>
        <a href={`#${hrefOf({ wing: drawer.wing.id, room: drawer.room.id, drawer: drawer.id })}`}>
          {t('placeOf', { wing: drawer.wing.name, room: drawer.room.name })}
        </a>
        <Button
          size="sm"
          variant="ghost"
          icon={<FolderInput />}
          onClick={() => setIsMoving(true)}
          className="-my-1 ml-1.5"
        >
          {t('palace:move')}
        </Button>
        {isMoving ? <MoveDialog drawers={[drawer]} onClose={() => setIsMoving(false)} /> : null}
      </Fact>
      <Fact label={t(imported_from === null ? 'session' : 'importedTitle')}>
        {drawer.source.session_title}
      </Fact>
      <Fact label={t('source')}>
        {imported_from === null
          ? t(`sourceKind.${known}`, { tool: tool ?? '' })
          : t('importedFrom', { file: imported_from.file })}
      </Fact>
      <Fact label={t('author')}>
        {author ? t(`authorName.${author}`) : (drawer.source.speaker ?? t('authorName.document'))}
      </Fact>
      <Fact label={t('date')}>
        <time dateTime={drawer.created_at}>{formatAbsolute(drawer.created_at, i18n.language)}</time>
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-muted">{label}</dt>
      <dd className="min-w-0 break-words select-text">{children}</dd>
    </>
  );
}
