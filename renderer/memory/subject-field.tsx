import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { useRoute } from '../router/router.ts';
import { Button, Field, Input } from '../ui/index.ts';

const suggested = 8;

/**
 * Whom or what to show: text that the owner writes or picks, at first what the address names. `asked`: as the API takes it, where
 * the owner is `owner`; empty for nobody in particular.
 */
export function useSubject(): { text: string; setText: (text: string) => void; asked: string } {
  const { t } = useTranslation('palace');
  const about = useRoute().query.get('about') ?? '';
  const [text, setText] = useState(about === 'owner' ? t('owner') : about);
  const trimmed = text.trim();
  return { text, setText, asked: trimmed.toLowerCase() === t('owner').toLowerCase() ? 'owner' : trimmed };
}

/** The field for it, and below it who is named most often: nobody has to guess what can be asked. */
export function SubjectField(props: {
  label: string;
  placeholder: string;
  text: string;
  onChange: (text: string) => void;
}) {
  const { t } = useTranslation('palace');
  const named = useEndpoint('listEntities', { query: { limit: suggested } }).data?.data ?? [];
  const names = [t('owner'), ...named.map(({ name }) => name)];
  return (
    <div className="w-full">
      <div className="max-w-72">
        <Field label={props.label}>
          {({ id }) => (
            <Input
              id={id}
              value={props.text}
              maxLength={200}
              placeholder={props.placeholder}
              onChange={(event) => props.onChange(event.target.value)}
            />
          )}
        </Field>
      </div>
      <ul aria-label={t('suggested')} className="mt-2 flex flex-wrap gap-1.5">
        {names.map((name) => (
          <li key={name}>
            <Button
              size="sm"
              aria-pressed={props.text.trim() === name}
              onClick={() => props.onChange(props.text.trim() === name ? '' : name)}
              className="max-w-48 aria-pressed:bg-pressed"
            >
              <span className="truncate">{name}</span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
