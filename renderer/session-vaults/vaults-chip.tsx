import { KeyRound, Settings, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { VisibleText } from '../approvals/index.ts';
import { links, navigate } from '../router/router.ts';
import { Menu, MenuItem } from '../ui/index.ts';
import { useSessionVaults } from './use-session-vaults.ts';

/** In the session's header while it has vaults: which, and each can be taken back. */
export function VaultsChip({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation('session');
  const { given, toggle } = useSessionVaults(sessionId);
  if (given.length === 0) return null;
  const names = given.map(({ name }) => name).join(', ');
  const chip = (
    <button
      type="button"
      aria-label={t('vaultsAre', { names, count: given.length })}
      title={names}
      className="flex h-6 max-w-44 min-w-0 shrink-0 items-center gap-1.5 rounded-full border border-line-strong px-2.5 text-sm text-ink-muted hover:bg-hover hover:text-ink [&>svg]:size-3.5 [&>svg]:shrink-0"
    >
      <KeyRound aria-hidden />
      <span className="truncate">
        {given.length === 1 ? <VisibleText text={names} /> : t('vaultsGiven', { count: given.length })}
      </span>
    </button>
  );
  return (
    <Menu trigger={chip} align="start">
      <p className="max-w-80 px-2.5 pt-1.5 pb-2 text-sm text-ink-muted">{t('vaultsChipText')}</p>
      {given.map(({ id, name }) => (
        <MenuItem key={id} icon={<Undo2 />} isDangerous onSelect={() => toggle(id)}>
          {t('vaultTakeBack', { name })}
        </MenuItem>
      ))}
      <MenuItem icon={<Settings />} onSelect={() => navigate(links.settings('vaults'))}>
        {t('vaultsSettings')}
      </MenuItem>
    </Menu>
  );
}
