import type { Safe } from '../safe.ts';
import type { SafeCall, SafeCalls } from './protocol.ts';

/** The safe, by the names of its calls. */
export function safeCalls(safe: Safe): { [N in SafeCall]: (input: SafeCalls[N][0]) => SafeCalls[N][1] } {
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
  };
}
