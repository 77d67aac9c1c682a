import { FileSearch, FolderOpen, Sigma, SquareTerminal } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type GrantedFolder, useEndpoint } from '../api/index.ts';
import { useDrafts } from '../state/drafts.ts';
import type { Item } from './model/items.ts';
import { NoticeRow } from './rows/notice-row.tsx';

interface Example {
  icon: ReactNode;
  text: string;
}

/** Nothing was said yet: what could be said, made to fit the folders that are granted. */
export function EmptySession({ sessionId, notices }: { sessionId: string; notices: readonly Item[] }) {
  const { t } = useTranslation('transcript');
  const setDraft = useDrafts((state) => state.setDraft);
  const session = useEndpoint('getSession', { params: { id: sessionId } }).data;
  const folders = (session?.folders ?? []).filter((folder) => !folder.missing);
  const examples = useExamples(folders);
  function use(text: string): void {
    setDraft(sessionId, text);
    document.querySelector<HTMLTextAreaElement>('[data-composer-input]')?.focus();
  }
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <div className="m-auto w-full max-w-170 px-6 py-8">
        <h2 className="font-display text-xl font-semibold tracking-tight">{t('emptyTitle')}</h2>
        <p className="mt-1 max-w-140 text-md text-ink-muted">
          {t(folders.length > 0 ? 'emptyWithFolders' : 'emptyWithout')}
        </p>
        <ul className="mt-5 grid grid-cols-2 gap-2">
          {examples.map((example) => (
            <li key={example.text} className="flex">
              <button
                type="button"
                onClick={() => use(example.text)}
                className="flex flex-1 items-start gap-3 rounded-lg border border-line bg-raised px-3.5 py-3 text-left shadow-low transition-colors hover:border-line-strong hover:bg-hover [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-accent"
              >
                {example.icon}
                {example.text}
              </button>
            </li>
          ))}
        </ul>
        <div className="mt-5 space-y-0.5">
          {notices.map((item) =>
            item.kind === 'notice' ? (
              <NoticeRow key={item.key} sessionId={sessionId} rowKey={item.key} notice={item.notice} />
            ) : null,
          )}
        </div>
      </div>
    </div>
  );
}

function useExamples(folders: readonly GrantedFolder[]): Example[] {
  const { t } = useTranslation('transcript');
  const folder = folders[0];
  if (!folder) {
    return [
      { icon: <SquareTerminal />, text: t('exampleCompute') },
      { icon: <FileSearch />, text: t('exampleAsk') },
    ];
  }
  const name = folder.name;
  const writable = folders.find((one) => one.access === 'read_write');
  return [
    { icon: <FolderOpen />, text: t('exampleOverview', { folder: name }) },
    writable
      ? { icon: <Sigma />, text: t('exampleReport', { folder: writable.name }) }
      : { icon: <Sigma />, text: t('exampleNumbers', { folder: name }) },
    { icon: <FileSearch />, text: t('exampleDuplicates', { folder: name }) },
    { icon: <SquareTerminal />, text: t('exampleTimeline', { folder: name }) },
  ];
}
