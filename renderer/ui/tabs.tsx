import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export interface TabsProps {
  label: string;
  tabs: readonly { id: string; label: string; content: ReactNode }[];
  defaultTab?: string;
}

export function Tabs({ label, tabs, defaultTab }: TabsProps) {
  return (
    <Base.Root defaultValue={defaultTab ?? tabs[0]?.id}>
      <Base.List aria-label={label} className="flex gap-1 border-b border-line">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.id}
            value={tab.id}
            className="-mb-px h-8 border-b-2 border-transparent px-2.5 text-ink-muted hover:text-ink data-active:border-accent data-active:font-medium data-active:text-ink"
          >
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.id} value={tab.id} className="pt-3">
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
