/** Makes a line in which pieces of work stand: each begins when the one before has ended, also where that one failed. */
export function createInTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {
      // told to whoever gave it
    });
    return mine;
  };
}
