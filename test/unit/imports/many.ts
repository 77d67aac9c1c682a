/** A conversation of the Claude app's export with so many messages, each of them once. */
export const conversationOf = (messages: number) => ({
  uuid: 'many',
  name: 'Many words',
  created_at: '2025-03-01T09:00:00Z',
  chat_messages: Array.from({ length: messages }, (_, at) => ({
    sender: at % 2 === 0 ? 'human' : 'assistant',
    text: `Message number ${at}, ${'with some words around it '.repeat(70)}.`,
    created_at: new Date(1_740_000_000_000 + at * 1000).toISOString(),
  })),
});
