import type { ToolLabels } from '../../../core/gate/index.ts';
import { foreignTool, type Tool } from '../../../core/tools/index.ts';

/** A call that a tool of the mail server got. */
export interface Received {
  tool: string;
  input: Record<string, unknown>;
}

const labels = (given: Partial<ToolLabels>): ToolLabels => ({
  recovery: 'effectful',
  reversibility: 'compensable',
  effect: 'none',
  output: 'untrusted',
  sinks: [],
  payload: [],
  ...given,
});

const text = (properties: readonly string[]) => ({
  type: 'object',
  properties: Object.fromEntries(properties.map((name) => [name, { type: 'string' }])),
});

/** A mail server's tools, with what each answers; what they receive is written down. */
export function mailTools(answers: Record<string, string>): { tools: Tool[]; received: Received[] } {
  const received: Received[] = [];
  const make = (
    name: string,
    description: string,
    parameters: readonly string[],
    given: Partial<ToolLabels>,
  ) =>
    foreignTool({
      name,
      description,
      inputSchema: text(parameters),
      labels: labels(given),
      server: 'Post',
      async call(input) {
        received.push({ tool: name, input });
        return { content: [{ type: 'text', text: answers[name] ?? 'ok' }], isError: false };
      },
    });
  const tools = [
    make('read_inbox', 'Returns the emails of the inbox.', [], {}),
    make('search_contacts', 'Finds contacts by name.', ['query'], { output: 'trusted' }),
    make('send_email', 'Sends an email.', ['recipient', 'subject', 'body'], {
      effect: 'egress',
      output: 'echo',
      sinks: ['recipient'],
      payload: ['subject', 'body'],
    }),
    make('send_money', 'Sends money to an account.', ['recipient', 'amount', 'subject'], {
      effect: 'money',
      output: 'echo',
      sinks: ['recipient'],
      payload: ['amount', 'subject'],
    }),
  ];
  return { tools, received };
}
