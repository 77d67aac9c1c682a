/** What a server may cost at most. It is a stranger's program: everything that it sends is bounded before it is kept. */
export const limits = {
  /** Of one message, in bytes; a server that sends a longer one is stopped. */
  messageBytes: 8_000_000,
  /** Of the answers of one HTTP request, in bytes. */
  responseBytes: 16_000_000,
  /** Lines that are no message, after which a program is stopped. */
  garbageLines: 100,
  /** Messages that wait to be handled, after which a program that floods is stopped. */
  messagesPerSecond: 2_000,
  /** Of what a program writes to its error output, in characters, for the log. */
  stderrUnits: 20_000,
  tools: 256,
  /** Of one tool's definition, in characters of JSON. */
  definitionUnits: 64_000,
  /** Of all definitions of a server. */
  definitionsUnits: 1_000_000,
  /** Of a description, as the model reads it. */
  descriptionUnits: 2_000,
  /** Of a text inside a schema, as the model reads it. */
  schemaTextUnits: 500,
  /** Of one picture in a result, in characters of base64. */
  imageUnits: 5_000_000,
  /** Blocks of a result that are looked at. */
  resultBlocks: 200,
  /** To start, to agree on a version and to list tools, in milliseconds; more where the owner gave calls more. */
  connectMs: 10_000,
  /** Without a call, after which a server that runs for a session is stopped, in milliseconds. */
  idleMs: 15 * 60_000,
  /** Between being told to end and being killed, in milliseconds. */
  endMs: 1_000,
} as const;
