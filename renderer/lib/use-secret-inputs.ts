import { type RefCallback, useReducer, useRef } from 'react';

export type SecretProblem = 'missing' | 'unusable' | null;

export interface SecretInputs {
  /** For the `ref` of an input that holds a secret; emptied when it goes away. */
  register(name: string): RefCallback<HTMLInputElement>;
  problemOf(name: string): SecretProblem;
  isEmpty(name: string): boolean;
  /** In characters. */
  lengthOf(name: string): number;
  areAlike(name: string, other: string): boolean;
  /** The value, which is in the input no more. Empty where nothing was typed. */
  take(name: string): string;
}

/**
 * Secrets on their way in. They stand in their inputs and nowhere else: no state, no store, no draft has them, and what sends one takes it
 * out of its input first.
 */
export function useSecretInputs(): SecretInputs {
  const kept = useRef<SecretInputs>(null);
  // counts the changes and nothing of them: what was said of a field is looked at again while it is typed into
  const [, changed] = useReducer((count: number) => count + 1, 0);
  kept.current ??= createSecretInputs(changed);
  return kept.current;
}

function createSecretInputs(onChanged: () => void): SecretInputs {
  const inputs = new Map<string, HTMLInputElement>();
  // one callback for each name: another one with every render would empty what is being typed
  const callbacks = new Map<string, RefCallback<HTMLInputElement>>();
  const textOf = (name: string) => inputs.get(name)?.value.trim() ?? '';

  function callbackFor(name: string): RefCallback<HTMLInputElement> {
    return (input) => {
      if (input === null) return;
      inputs.set(name, input);
      input.addEventListener('input', onChanged);
      return () => {
        input.removeEventListener('input', onChanged);
        input.value = '';
        inputs.delete(name);
      };
    };
  }

  return {
    register(name) {
      const callback = callbacks.get(name) ?? callbackFor(name);
      callbacks.set(name, callback);
      return callback;
    },
    problemOf(name) {
      const text = textOf(name);
      if (text === '') return 'missing';
      return /^[\x21-\x7e]{8,8192}$/.test(text) ? null : 'unusable';
    },
    isEmpty: (name) => textOf(name) === '',
    lengthOf: (name) => [...textOf(name)].length,
    areAlike: (name, other) => textOf(name) === textOf(other),
    take(name) {
      const text = textOf(name);
      const input = inputs.get(name);
      if (input) input.value = '';
      return text;
    },
  };
}
