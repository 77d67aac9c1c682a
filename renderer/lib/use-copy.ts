import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../ui/toast.tsx';

/** Copies text and says so for two seconds. */
export function useCopy(): { hasCopied: boolean; copy: (text: string) => void } {
  const { t } = useTranslation('common');
  const [hasCopied, setHasCopied] = useState(false);
  useEffect(() => {
    if (!hasCopied) return;
    const timer = setTimeout(() => setHasCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [hasCopied]);
  function copy(text: string): void {
    navigator.clipboard.writeText(text).then(
      () => setHasCopied(true),
      () => toast.failed(t('copyFailed')),
    );
  }
  return { hasCopied, copy };
}
