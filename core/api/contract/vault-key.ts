import { z } from 'zod';

/** What keeps the keys of everything that is stored sealed, and whether they can be used. */
export const keyStorageSchema = z.object({
  /** What wraps keys now: `passphrase`, or the name of what lies outside (keychain, environment). */
  backend: z.string(),
  is_plain_text: z.boolean(),
  /** For the owner: what keeps the keys, or why they are locked. */
  sentence: z.string(),
  state: z.enum(['empty', 'ready', 'locked']),
  /** `passphrase`, `environment_key`: it was not given yet. `backend`: it changed, or does not open them. */
  locked_because: z.enum(['passphrase', 'environment_key', 'backend']).nullable(),
  passphrase: z.enum(['none', 'locked', 'open']),
  /** The key that a command wrapped them with (`HOLDFAST_KEY`), where this program has none of its own environment; `unlock` takes it, too. */
  environment_key: z.enum(['none', 'locked', 'open']),
  /** What would keep them without a passphrase. */
  outside: z.object({
    backend: z.string(),
    is_plain_text: z.boolean(),
    /** The system refuses it now. */
    is_usable: z.boolean(),
    /** False: it ends with this process. */
    is_lasting: z.boolean(),
  }),
});
export type KeyStorage = z.infer<typeof keyStorageSchema>;

const passphrase = z.string().min(1).max(4000);
export const unlockVaultSchema = z.object({ passphrase }).strict();
/** `current` where one is set. */
export const setPassphraseSchema = z.object({ passphrase, current: passphrase.optional() }).strict();
export const removePassphraseSchema = z.object({ current: passphrase }).strict();
