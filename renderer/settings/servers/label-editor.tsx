import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type McpLabels, type McpServer, type McpTool, useEndpointMutation } from '../../api/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { Button, Dialog, Field, Input, Select, toast } from '../../ui/index.ts';

const effects = ['none', 'local', 'egress', 'destructive', 'exec', 'account', 'physical', 'money'] as const;
const reversibilities = ['reversible', 'compensable', 'irreversible'] as const;
const recoveries = ['pure', 'idempotent', 'effectful'] as const;

/** All labels of one tool. Its output stays untrusted: no label of a server's tool changes that. */
export function LabelEditor({
  server,
  tool,
  onClose,
}: {
  server: McpServer;
  tool: McpTool;
  onClose: () => void;
}) {
  const { t } = useTranslation(['servers', 'common']);
  const save = useEndpointMutation('setMcpLabels', ['mcp']);
  const [labels, setLabels] = useState<McpLabels>(
    tool.is_labelled || !tool.proposal ? tool.labels : tool.proposal.labels,
  );
  const change = (patch: Partial<McpLabels>) => setLabels((before) => ({ ...before, ...patch }));
  function submit(wanted: McpLabels | null): void {
    save.mutate(
      { params: { id: server.id, tool: tool.name }, body: { labels: wanted } },
      {
        onSuccess: () => toast.done(t('labelsSaved', { tool: tool.name })),
        onError: showFailure,
        onSettled: onClose,
      },
    );
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('labelsTitle', { tool: tool.name })}
      description={t('labelsText')}
      footer={
        <>
          {tool.is_labelled ? (
            <Button variant="ghost" className="mr-auto" onClick={() => submit(null)}>
              {t('labelsReset')}
            </Button>
          ) : null}
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button variant="primary" isBusy={save.isPending} onClick={() => submit(labels)}>
            {t('save')}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <Choice
          label={t('effect.label')}
          value={labels.effect}
          onChange={(effect) => change({ effect })}
          options={effects.map((value) => ({ value, label: t(`effect.${value}`) }))}
        />
        <Choice
          label={t('reversibility.label')}
          value={labels.reversibility}
          onChange={(reversibility) => change({ reversibility })}
          options={reversibilities.map((value) => ({ value, label: t(`reversibility.${value}`) }))}
        />
        <Choice
          label={t('recovery.label')}
          value={labels.recovery}
          onChange={(recovery) => change({ recovery })}
          options={recoveries.map((value) => ({ value, label: t(`recovery.${value}`) }))}
        />
        <Names
          label={t('sinks')}
          hint={t('sinksHint')}
          names={labels.sinks}
          onChange={(sinks) => change({ sinks })}
        />
        <Names
          label={t('payload')}
          hint={t('payloadHint')}
          names={labels.payload}
          onChange={(payload) => change({ payload })}
        />
      </div>
    </Dialog>
  );
}

interface ChoiceProps<V extends string> {
  label: string;
  value: V;
  onChange: (value: V) => void;
  options: readonly { value: V; label: string }[];
}

function Choice<V extends string>({ label, ...rest }: ChoiceProps<V>) {
  return <Field label={label}>{({ id }) => <Select id={id} {...rest} />}</Field>;
}

interface NamesProps {
  label: string;
  hint: string;
  names: readonly string[];
  onChange: (names: string[]) => void;
}

function Names({ label, hint, names, onChange }: NamesProps) {
  const [text, setText] = useState(names.join(', '));
  function change(next: string): void {
    setText(next);
    onChange(
      next
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    );
  }
  return (
    <Field label={label} hint={hint}>
      {(control) => <Input {...control} value={text} onChange={(event) => change(event.target.value)} />}
    </Field>
  );
}
