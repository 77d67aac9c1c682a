import { BookMarked, Box, ShieldQuestion } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../shell/logo.tsx';

const facts = [
  { title: 'factSandbox', text: 'factSandboxText', icon: <Box /> },
  { title: 'factAsk', text: 'factAskText', icon: <ShieldQuestion /> },
  { title: 'factMemory', text: 'factMemoryText', icon: <BookMarked /> },
] as const;

/** What Holdfast is and what it keeps to, in three short facts. */
export function Promises() {
  const { t } = useTranslation('welcome');
  return (
    <header className="flex flex-col justify-between gap-10 overflow-y-auto border-r border-line bg-canvas px-10 py-12">
      <div>
        <Logo className="size-11 text-accent" />
        <h1 className="mt-6 font-display text-2xl font-semibold tracking-tight">Holdfast</h1>
        <p className="mt-2 max-w-80 text-md text-ink-muted">{t('tagline')}</p>
      </div>
      <ul className="max-w-90 space-y-6">
        {facts.map((fact) => (
          <li
            key={fact.title}
            className="flex gap-3.5 [&>svg]:mt-0.5 [&>svg]:size-4.5 [&>svg]:shrink-0 [&>svg]:text-accent"
          >
            {fact.icon}
            <div>
              <p className="font-medium">{t(fact.title)}</p>
              <p className="mt-0.5 text-sm text-ink-muted">{t(fact.text)}</p>
            </div>
          </li>
        ))}
      </ul>
    </header>
  );
}
