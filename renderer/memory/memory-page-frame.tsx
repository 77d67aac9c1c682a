import type { ReactNode } from 'react';
import { links } from '../router/router.ts';
import { PageHeader, PageTitle } from '../shell/page-header.tsx';
import { buttonClasses } from '../ui/index.ts';

/** A page beside the memory: its title, the way back, and a column to read. */
export function MemoryPageFrame({
  title,
  back,
  children,
}: {
  title: string;
  back: string;
  children: ReactNode;
}) {
  return (
    <div className="flex h-full flex-col">
      <PageHeader>
        <PageTitle>{title}</PageTitle>
        <a href={`#${links.memory}`} className={`${buttonClasses('ghost')} ml-auto`}>
          {back}
        </a>
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-190 px-6 py-6">{children}</div>
      </div>
    </div>
  );
}
