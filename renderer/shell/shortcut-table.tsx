import { useTranslation } from 'react-i18next';
import { type ShortcutGroup, shortcuts } from '../state/shortcuts.ts';
import { Kbd } from '../ui/index.ts';

const groups = ['everywhere', 'session', 'lists'] as const satisfies readonly ShortcutGroup[];

export function ShortcutTable() {
  const { t } = useTranslation('settings');
  return (
    <div className="space-y-5">
      {groups.map((group) => (
        <section key={group} aria-label={t(`keyGroup.${group}`)}>
          <h3 className="mb-1 text-sm font-medium text-ink-muted">{t(`keyGroup.${group}`)}</h3>
          <dl>
            {shortcuts
              .filter((shortcut) => shortcut.group === group)
              .map((shortcut) => (
                <div
                  key={shortcut.id}
                  className="flex items-center gap-4 border-b border-line py-1.5 last:border-b-0"
                >
                  <dt className="flex-1">{t(`key.${shortcut.id}`)}</dt>
                  <dd className="flex gap-2">
                    {shortcut.keys.map((keys) => (
                      <Kbd key={keys} keys={keys} />
                    ))}
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
