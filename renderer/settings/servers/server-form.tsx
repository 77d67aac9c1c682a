import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, type McpServer, useEndpointMutation } from '../../api/index.ts';
import { Button, Dialog, Field, Input, Segmented, toast } from '../../ui/index.ts';
import { Failure } from './failure.tsx';
import {
  draftOf,
  editOf,
  emptyDraft,
  problemsOf,
  requestOf,
  type ServerDraft,
  type ServerField,
} from './server-draft.ts';
import { AddressFields, ProgramFields } from './server-fields.tsx';

/** The form of a server, a new one where `server` is null. For a program the system asks once more, outside of the window. */
export function ServerForm({ server, onClose }: { server: McpServer | null; onClose: () => void }) {
  const { t } = useTranslation(['servers', 'common']);
  const [draft, setDraft] = useState<ServerDraft>(() => (server ? draftOf(server) : emptyDraft));
  const [isTried, setTried] = useState(false);
  const add = useEndpointMutation('addMcpServer', ['mcp']);
  const edit = useEndpointMutation('changeMcpServer', ['mcp']);
  const { isPending, error } = server ? edit : add;
  const problems = problemsOf(draft);
  const change = (patch: Partial<ServerDraft>) => setDraft((before) => ({ ...before, ...patch }));
  const wrong = (field: ServerField) => isTried && problems.has(field);
  const done = (key: 'added' | 'edited') => ({
    onSuccess: ({ name }: { name: string }) => {
      toast.done(t(key, { name }));
      onClose();
    },
  });
  function submit(): void {
    setTried(true);
    if (problems.size > 0 || isPending) return;
    if (!server) {
      add.mutate({ body: requestOf(draft) }, done('added'));
      return;
    }
    const body = editOf(draft, server);
    if (body === null) onClose();
    else edit.mutate({ params: { id: server.id }, body }, done('edited'));
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={server ? t('editTitle', { name: server.name }) : t('addTitle')}
      description={server ? t('editText') : t('addText')}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button variant="primary" isBusy={isPending} onClick={submit}>
            {server ? t('editConfirm') : t('addConfirm')}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <Field
          label={t('name')}
          hint={server && draft.name.trim() !== server.name ? t('renameHint') : t('nameHint')}
          error={wrong('name') ? t('nameInvalid') : undefined}
        >
          {(control) => (
            <Input
              {...control}
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        {server ? null : (
          <Segmented
            label={t('kind')}
            value={draft.kind}
            onChange={(kind) => change({ kind })}
            options={[
              { value: 'stdio', label: t('kindStdio') },
              { value: 'http', label: t('kindHttp') },
            ]}
          />
        )}
        {draft.kind === 'stdio' ? (
          <ProgramFields draft={draft} onChange={change} wrong={wrong} />
        ) : (
          <AddressFields draft={draft} server={server} onChange={change} wrong={wrong} />
        )}
        <Field
          label={t('timeout')}
          hint={t('timeoutHint')}
          error={wrong('timeout') ? t('timeoutHint') : undefined}
        >
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              className="w-24 tabular-nums"
              value={draft.timeoutSeconds}
              onChange={(event) => change({ timeoutSeconds: event.target.value })}
            />
          )}
        </Field>
        {error && !isCancelled(error) ? <Failure error={error} /> : null}
      </div>
    </Dialog>
  );
}

// the owner said no in the system's dialog: they know
function isCancelled(error: Error): boolean {
  return error instanceof ApiError && error.code === 'aborted';
}
