import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Field, Input } from '../ui/index.ts';

/** One address with a button that keeps it; emptied, it is taken away (`onSave(null)`). */
export function AddressForm({
  address,
  isAddress,
  label,
  hint,
  invalid,
  placeholder,
  isBusy,
  onSave,
}: {
  address: string | null;
  isAddress: (text: string) => boolean;
  label: string;
  hint: string;
  /** What is said of one that is none. */
  invalid: string;
  placeholder?: string;
  isBusy: boolean;
  onSave: (address: string | null) => void;
}) {
  const { t } = useTranslation('common');
  const [text, setText] = useState(address ?? '');
  const [isTried, setTried] = useState(false);
  const wanted = text.trim();
  const isWrong = wanted !== '' && !isAddress(wanted);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!isWrong && !isBusy) onSave(wanted === '' ? null : wanted);
      }}
    >
      <Field label={label} hint={hint} error={isTried && isWrong ? invalid : undefined}>
        {(control) => (
          <div className="flex gap-2">
            <Input
              {...control}
              placeholder={placeholder}
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <Button type="submit" isBusy={isBusy} disabled={wanted === (address ?? '')}>
              {t('save')}
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}
