import { KeyRound } from 'lucide-react';
import type { Status } from '../api/index.ts';
import { Banner } from '../ui/index.ts';

/** Where a key would be kept: in the keychain, or (said loudly) in plain text. */
export function KeyStorage({ storage }: { storage: Status['key_storage'] }) {
  if (storage.is_plain_text) return <Banner tone="warning">{storage.sentence}</Banner>;
  return (
    <p className="flex items-center gap-2 text-sm text-ink-muted">
      <KeyRound aria-hidden className="size-4 shrink-0" />
      {storage.sentence}
    </p>
  );
}
