import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../lib/amounts.ts';
import { Banner, Button } from '../ui/index.ts';
import { PriceDialog } from './price-dialog.tsx';

export interface UnknownPriceProps {
  model: string;
  unpricedTokenCap: number;
  /** Leads to the limits of tokens; null where they are in view. */
  onLimitTokens?: () => void;
}

/** Says plainly that money cannot be counted, and what can be done about it. */
export function UnknownPrice({ model, unpricedTokenCap, onLimitTokens }: UnknownPriceProps) {
  const { t, i18n } = useTranslation('budgets');
  const [isOpen, setOpen] = useState(false);
  return (
    <Banner tone="warning" className="mb-4">
      <p className="font-medium">{t('missingPrice', { model })}</p>
      <p className="mt-0.5 text-sm">
        {t('missingPriceCap', { cap: formatCount(unpricedTokenCap, i18n.language) })}
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button size="sm" onClick={() => setOpen(true)}>
          {t('enterPrice')}
        </Button>
        {onLimitTokens ? (
          <Button size="sm" onClick={onLimitTokens}>
            {t('capOffer')}
          </Button>
        ) : null}
      </div>
      {isOpen ? <PriceDialog model={model} price={null} onClose={() => setOpen(false)} /> : null}
    </Banner>
  );
}
