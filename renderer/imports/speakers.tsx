import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Import } from '../api/index.ts';
import { Button, Switch } from '../ui/index.ts';
import type { Choose } from './import-review.tsx';

const shownAtFirst = 8;

/** Who speaks in it: the owner says which of them they are. Documents of others and models stay what they are. */
export function Speakers({ found, onChoose }: { found: Import; onChoose: Choose }) {
  const { t } = useTranslation('imports');
  const [isAll, setAll] = useState(false);
  const { speakers } = found;
  // the same name is somebody else in another export
  const isOne = new Set(speakers.map((each) => each.export.id)).size === 1;
  const shown = isAll ? speakers : speakers.slice(0, shownAtFirst);
  return (
    <section aria-label={t('speakersTitle')}>
      <h3 className="font-medium">{t('speakersTitle')}</h3>
      <p className="mt-0.5 text-sm text-ink-muted">{t('speakersHint')}</p>
      <ul className="mt-2 divide-y divide-line rounded-lg border border-line">
        {shown.map(({ name, side, export: from, messages, trust }) => {
          const place = isOne || from.name === name ? null : `${t(`format.${from.format}`)} · ${from.name}`;
          return (
            <li key={`${side} ${name} ${from.id}`} className="flex min-h-10 items-center gap-3 px-3 py-1.5">
              <span className="min-w-0 flex-1 truncate" title={place === null ? name : `${name}, ${place}`}>
                {name}
                {place === null ? null : <span className="ml-2 text-sm text-ink-faint">{place}</span>}
              </span>
              <span className="shrink-0 text-sm text-ink-faint tabular-nums">
                {t('speakerCount', { count: messages })}
              </span>
              {side === 'assistant' ? (
                <span className="w-24 shrink-0 text-right text-sm text-ink-faint">{t('neverMine')}</span>
              ) : (
                <span className="flex w-24 shrink-0 items-center justify-end gap-2 text-sm text-ink-muted">
                  {t('mineShort')}
                  <Switch
                    isOn={trust === 'owner'}
                    label={place === null ? t('mine', { name }) : t('mineIn', { name, place })}
                    onChange={(isOn) =>
                      onChoose({
                        speakers: [{ export: from.id, name, side, trust: isOn ? 'owner' : 'untrusted' }],
                      })
                    }
                  />
                </span>
              )}
            </li>
          );
        })}
      </ul>
      {speakers.length > shown.length ? (
        <Button variant="ghost" size="sm" className="mt-1" onClick={() => setAll(true)}>
          {t('speakersMore', { count: speakers.length })}
        </Button>
      ) : null}
    </section>
  );
}
