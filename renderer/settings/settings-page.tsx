import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { links } from '../router/router.ts';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { PageHeader, PageTitle } from '../shell/page-header.tsx';
import { ShortcutTable } from '../shell/shortcut-table.tsx';
import { ErrorPane, ListRow, moveAmongRows, ScrollArea } from '../ui/index.ts';
import { AboutSection } from './about-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { BehaviourSection } from './behaviour-section.tsx';
import { BudgetsSection } from './budgets-section.tsx';
import { CharterSection } from './charter-section.tsx';
import { DataSection } from './data-section.tsx';
import { ModelSection } from './model-section.tsx';
import { NetworkSection } from './network/network-section.tsx';
import { ProgramsSection } from './programs-section.tsx';
import { RecallSection } from './recall-section.tsx';
import { RulesSection } from './rules-section.tsx';
import { SafetySection } from './safety-section.tsx';
import { SecretsSection } from './secrets/secrets-section.tsx';
import { type SettingsSection, settingsSections } from './sections.ts';
import { SelfTestSection } from './self-test/self-test-section.tsx';
import { ServersSection } from './servers/servers-section.tsx';
import { VaultsSection } from './vaults/vaults-section.tsx';
import { WebSection } from './web-section.tsx';

const contents: Readonly<Record<SettingsSection, () => ReactNode>> = {
  model: ModelSection,
  budgets: BudgetsSection,
  charter: CharterSection,
  web: WebSection,
  programs: ProgramsSection,
  servers: ServersSection,
  vaults: VaultsSection,
  secrets: SecretsSection,
  network: NetworkSection,
  recall: RecallSection,
  appearance: AppearanceSection,
  behaviour: BehaviourSection,
  rules: RulesSection,
  safety: SafetySection,
  data: DataSection,
  'self-test': SelfTestSection,
  shortcuts: ShortcutTable,
  about: AboutSection,
};

export function SettingsPage({ section }: { section: string }) {
  const { t } = useTranslation('settings');
  const name = settingsSections.find((each) => each === section);
  if (!name) return <NotFoundPage />;
  const Content = contents[name];
  return (
    <div className="flex h-full flex-col">
      <PageHeader>
        <PageTitle>{t('settings')}</PageTitle>
      </PageHeader>
      <div className="flex min-h-0 flex-1">
        <nav
          aria-label={t('sections')}
          onKeyDown={moveAmongRows}
          className="w-48 shrink-0 overflow-y-auto p-3 max-[900px]:w-36 max-[900px]:px-2"
        >
          {settingsSections.map((each) => (
            <ListRow
              key={each}
              href={`#${links.settings(each)}`}
              isSelected={each === name}
              className="mb-0.5"
            >
              {t(`section.${each}`)}
            </ListRow>
          ))}
        </nav>
        <ScrollArea label={t(`section.${name}`)} className="min-w-0 flex-1">
          <div className="max-w-160 px-6 pt-4 pb-16 max-[900px]:px-4">
            <h2 className="mb-5 font-display text-xl font-semibold">{t(`section.${name}`)}</h2>
            <ErrorPane resetKey={name}>
              <Content />
            </ErrorPane>
          </div>
        </ScrollArea>
      </div>
    </div>
  );
}
