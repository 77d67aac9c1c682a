import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/index.ts';
import { Ending } from './ending.tsx';

/** Archives a vault or a credential, or deletes it; each asks first. What is archived can only be deleted. */
export function EndingButtons({
  of,
  name,
  isArchived,
  archive,
  remove,
}: {
  of: 'Vault' | 'Credential';
  name: string;
  isArchived: boolean;
  archive: () => Promise<unknown>;
  remove: () => Promise<unknown>;
}) {
  const { t } = useTranslation('vaults');
  const [open, setOpen] = useState<'archive' | 'remove' | null>(null);
  const kinds = isArchived ? (['remove'] as const) : (['archive', 'remove'] as const);
  return (
    <>
      {kinds.map((kind) => (
        <Button
          key={kind}
          size="sm"
          variant="ghost"
          aria-label={`${t(kind)} ${name}`}
          onClick={() => setOpen(kind)}
        >
          {t(kind)}
        </Button>
      ))}
      {open === null ? null : (
        <Ending
          kind={`${open}${of}`}
          name={name}
          act={open === 'archive' ? archive : remove}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
