import type { Safe } from '../safe.ts';
import type { SignIns } from '../sign-in/sign-ins.ts';
import type { SafeCall, SafeCalls } from './protocol.ts';

/** The safe and its sign-ins, by the names of their calls. */
export function safeCalls(
  safe: Safe,
  signIns: SignIns,
): { [N in SafeCall]: (input: SafeCalls[N][0]) => SafeCalls[N][1] | Promise<SafeCalls[N][1]> } {
  return {
    load(content) {
      safe.load(content);
      return null;
    },
    setKey({ key }) {
      safe.setKey(key);
      return null;
    },
    put: ({ entry, secrets }) => safe.put(entry, secrets),
    hold({ id, use, secrets }) {
      safe.hold(id, use, secrets);
      return null;
    },
    rebind: ({ entry, secrets }) => safe.rebind(entry, secrets),
    reveal: ({ id }) => safe.reveal(id),
    drop({ id }) {
      safe.drop(id);
      return null;
    },
    states: () => safe.states(),
    beginSignIn: ({ id }) => signIns.begin(id),
    waitForSignIn: ({ id, wanted }) => signIns.wait(id, wanted),
    keepSignIn: ({ id, entry }) => signIns.keep(id, entry),
    cancelSignIn({ id }) {
      signIns.cancel(id);
      return null;
    },
  };
}
