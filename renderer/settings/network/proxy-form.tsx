import { useTranslation } from 'react-i18next';
import { useEndpointMutation } from '../../api/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { toast } from '../../ui/index.ts';
import { AddressForm } from '../address-form.tsx';

const isProxy = (text: string) => /^http:\/\/[^\s/@]+\/?$/i.test(text);

/** The address of a proxy; empty: none. */
export function ProxyForm({ proxy }: { proxy: string | null }) {
  const { t } = useTranslation('network');
  const set = useEndpointMutation('setNetwork', ['settings']);
  return (
    <AddressForm
      address={proxy}
      isAddress={isProxy}
      label={t('proxyAddress')}
      hint={t('proxyAddressHint')}
      invalid={t('proxyInvalid')}
      placeholder="http://proxy.example:3128"
      isBusy={set.isPending}
      onSave={(wanted) =>
        set.mutate(
          { body: { proxy: wanted } },
          {
            onSuccess: () => toast.done(t(wanted === null ? 'proxyRemoved' : 'proxySaved')),
            onError: showFailure,
          },
        )
      }
    />
  );
}
