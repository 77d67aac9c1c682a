/** Messages to another thread: those that are added in one go cross together, in order. */
export interface Outbox<Message> {
  /** Sends it when the code that runs now has come to its end, or with the next `flush`. */
  add(message: Message): void;
  flush(): void;
}

export function createOutbox<Message>(post: (messages: Message[]) => void): Outbox<Message> {
  let waiting: Message[] = [];
  const flush = () => {
    if (waiting.length === 0) return;
    const messages = waiting;
    waiting = [];
    post(messages);
  };
  return {
    add(message) {
      if (waiting.push(message) === 1) queueMicrotask(flush);
    },
    flush,
  };
}
