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
    <header className="relative flex flex-col justify-between gap-8 overflow-hidden bg-brand px-10 py-12 text-brand-ink">
      <Logo className="pointer-events-none absolute -right-[16%] top-[20%] size-[min(34rem,120%)] opacity-[0.05] [stroke-width:1]" />
      <div className="relative">
        <h1 className="flex items-center gap-3 font-display text-2xl font-semibold tracking-tight">
          <Logo className="size-9" />
          Holdfast
        </h1>
        <p className="mt-4 max-w-80 font-display text-lg text-brand-ink-muted">{t('tagline')}</p>
      </div>
      <ul className="relative max-w-90 space-y-6">
        {facts.map((fact) => (
          <li
            key={fact.title}
            className="flex gap-3.5 [&>svg]:mt-0.5 [&>svg]:size-4.5 [&>svg]:shrink-0 [&>svg]:text-brand-ink-muted"
          >
            {fact.icon}
            <div>
              <p className="font-medium">{t(fact.title)}</p>
              <p className="mt-0.5 text-sm text-brand-ink-muted">{t(fact.text)}</p>
            </div>
          </li>
        ))}
      </ul>
    </header>
  );
}
