/** Lets work on the same thing happen one after the other; work on different things does not wait. */
export interface Turns {
  inTurn<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** Without it two edits of one file that run together would both begin from the same content, and one would be lost. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    async inTurn(key, work) {
      const before = last.get(key) ?? Promise.resolve();
      const mine = before.then(work, work);
      last.set(key, mine);
      try {
        return await mine;
      } finally {
        if (last.get(key) === mine) last.delete(key);
      }
    },
  };
}
