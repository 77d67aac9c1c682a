import { systemRuntime } from '../../../core/base/index.ts';
import { createEgress, type SafePort } from '../../../core/vault/index.ts';
import { safeCalls } from '../../../core/vault/process/safe-calls.ts';
import { createSafe, type SafeContent } from '../../../core/vault/safe.ts';
import { createSignIns } from '../../../core/vault/sign-in/sign-ins.ts';
import { createTokenEndpoint } from '../../../core/vault/token-endpoint.ts';

/** A safe in this process, and its port: tests look into it, which nothing else can. */
export function openSafe() {
  const safe = createSafe();
  const runtime = systemRuntime();
  const egress = createEgress({ runtime, resolveCredential: async () => undefined });
  const tokens = createTokenEndpoint({ egress, runtime });
  const calls = safeCalls(safe, createSignIns({ safe, tokens, runtime }));
  let content: () => Promise<SafeContent> = async () => ({ key: null, lockedBecause: null, credentials: [] });
  let loaded: Promise<void> | undefined;
  const load = async () => safe.load(await content());
  const ensure = () => {
    loaded ??= load();
    return loaded;
  };
  const port: SafePort = {
    startWith(given) {
      content = given;
    },
    async call(name, input) {
      await ensure();
      return calls[name](input);
    },
    async reload() {
      if (loaded) await load();
    },
  };
  return {
    port,
    async resolve(name: string) {
      await ensure();
      return safe.resolve(name);
    },
  };
}
