import { Menu } from '@base-ui/react/menu';
import { Check, KeyRound } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { VisibleText } from '../approvals/index.ts';
import { classNames } from '../lib/class-names.ts';
import { buttonClasses } from '../ui/index.ts';
import { useSessionVaults } from './use-session-vaults.ts';

/** Gives the session vaults, and takes them back. Not there as long as the owner has none; nothing is given by itself. */
export function VaultsMenu({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation('session');
  const { given, offered, isGiven, toggle } = useSessionVaults(sessionId);
  // inside the page's own landmark, so that a screen reader finds it there
  const place = useRef<HTMLDivElement>(null);
  if (offered.length === 0) return null;
  const names = given.map(({ name }) => name).join(', ');
  return (
    <div ref={place}>
      <Menu.Root>
        <Menu.Trigger
          aria-label={given.length === 0 ? t('vaultsNone') : t('vaultsAre', { names, count: given.length })}
          className={classNames(
            buttonClasses('ghost', 'sm'),
            given.length > 0 && 'bg-accent-soft text-accent hover:text-accent',
          )}
        >
          <KeyRound aria-hidden />
          {given.length === 0 ? t('vaults') : t('vaultsGiven', { count: given.length })}
        </Menu.Trigger>
        <Menu.Portal container={place}>
          <Menu.Positioner align="start" side="top" sideOffset={6} className="z-50">
            <Menu.Popup aria-label={t('vaults')} className="popup w-80 p-1">
              <p className="px-3 pt-2 pb-1 text-sm text-ink-muted">{t('vaultsText')}</p>
              {offered.map(({ id, name }) => (
                <Menu.CheckboxItem
                  key={id}
                  checked={isGiven(id)}
                  onCheckedChange={() => toggle(id)}
                  className="flex cursor-default items-start gap-3 rounded-md px-3 py-2 outline-none data-highlighted:bg-hover"
                >
                  <span className="min-w-0 flex-1 break-words">
                    <VisibleText text={name} />
                  </span>
                  <span className="w-4 shrink-0">
                    <Menu.CheckboxItemIndicator>
                      <Check aria-hidden className="mt-0.5 size-4 text-accent" />
                    </Menu.CheckboxItemIndicator>
                  </span>
                </Menu.CheckboxItem>
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  );
}
