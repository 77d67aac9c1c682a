import type { RequestOf } from '../../../core/api/contract.ts';

type AddRequest = RequestOf<'addMcpServer'>;

/** `granted`: the program gets the secret itself. */
export type VariableKind = 'plain' | 'placeholder' | 'granted';

export interface DraftVariable {
  name: string;
  value: string;
  kind: VariableKind;
}

/** A server as it is being written. */
export interface ServerDraft {
  name: string;
  kind: 'stdio' | 'http';
  command: string;
  /** One argument a line. */
  args: string;
  environment: readonly DraftVariable[];
  url: string;
  token: string;
  mayBePrivate: boolean;
  timeoutSeconds: string;
}

export const emptyDraft: ServerDraft = {
  name: '',
  kind: 'stdio',
  command: '',
  args: '',
  environment: [],
  url: '',
  token: '',
  mayBePrivate: false,
  timeoutSeconds: '60',
};

/** Which fields are wrong; empty when it can be sent. */
export function problemsOf(draft: ServerDraft): ReadonlySet<'name' | 'command' | 'url' | 'timeout'> {
  const problems = new Set<'name' | 'command' | 'url' | 'timeout'>();
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(draft.name.trim())) problems.add('name');
  if (draft.kind === 'stdio' && draft.command.trim() === '') problems.add('command');
  if (draft.kind === 'http' && !/^https?:\/\/\S+$/i.test(draft.url.trim())) problems.add('url');
  const seconds = Number(draft.timeoutSeconds);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 600) problems.add('timeout');
  return problems;
}

/** What is sent for a draft without problems. */
export function requestOf(draft: ServerDraft): AddRequest {
  const token = draft.token.trim();
  return {
    name: draft.name.trim(),
    timeout_ms: Number(draft.timeoutSeconds) * 1000,
    transport:
      draft.kind === 'http'
        ? {
            type: 'http',
            url: draft.url.trim(),
            may_be_private: draft.mayBePrivate,
            ...(token === '' ? {} : { token }),
          }
        : {
            type: 'stdio',
            command: draft.command.trim(),
            args: draft.args.split('\n').filter((line) => line !== ''),
            environment: draft.environment
              .filter(({ name }) => name.trim() !== '')
              .map(({ name, value, kind }) => ({
                name: name.trim(),
                value,
                is_secret: kind !== 'plain',
                is_granted: kind === 'granted',
              })),
          },
  };
}
