import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpointMutation } from '../../api/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { Button, Field, Input, toast } from '../../ui/index.ts';

const isProxy = (text: string) => /^http:\/\/[^\s/@]+\/?$/i.test(text);

/** The address of a proxy; empty: none. */
export function ProxyForm({ proxy }: { proxy: string | null }) {
  const { t } = useTranslation(['network', 'common']);
  const [text, setText] = useState(proxy ?? '');
  const [isTried, setTried] = useState(false);
  const set = useEndpointMutation('setNetwork', ['settings']);
  const wanted = text.trim();
  const isWrong = wanted !== '' && !isProxy(wanted);
  function save(): void {
    setTried(true);
    if (isWrong || set.isPending) return;
    set.mutate(
      { body: { proxy: wanted === '' ? null : wanted } },
      {
        onSuccess: () => toast.done(t(wanted === '' ? 'proxyRemoved' : 'proxySaved')),
        onError: showFailure,
      },
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field
        label={t('proxyAddress')}
        hint={t('proxyAddressHint')}
        error={isTried && isWrong ? t('proxyInvalid') : undefined}
      >
        {(control) => (
          <div className="flex gap-2">
            <Input
              {...control}
              placeholder="http://proxy.example:3128"
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <Button type="submit" isBusy={set.isPending} disabled={wanted === (proxy ?? '')}>
              {t('common:save')}
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}
