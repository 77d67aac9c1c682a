import { useTranslation } from 'react-i18next';
import { DiffView, VisibleText } from '../../approvals/index.ts';
import { CodeBlock } from '../../ui/index.ts';
import type { FileDiff, ToolCall } from '../model/items.ts';
import { languageOf, shortPath } from '../model/tool-target.ts';
import { Part } from './part.tsx';

function textField(call: ToolCall, name: string): string | null {
  const value = call.input[name];
  return typeof value === 'string' ? value : null;
}

/** What was asked for, in the form one reads best: code, a comparison, or field by field. */
export function ToolInput({ call }: { call: ToolCall }) {
  const { t } = useTranslation('transcript');
  const code = textField(call, 'code');
  if (call.name === 'run_code' && code !== null) {
    const language = textField(call, 'language') === 'typescript' ? 'typescript' : 'javascript';
    return (
      <Part title={t('partCode')}>
        <CodeBlock
          code={code.replace(/\n$/, '')}
          language={language}
          label={t('partCode')}
          maxLines={20}
          className="bg-surface"
        />
      </Part>
    );
  }
  const command = textField(call, 'command');
  if ((call.name === 'bash' || call.name === 'run_command') && command !== null) {
    return (
      <Part title={t('partCommand')}>
        <CodeBlock
          code={command.replace(/\n$/, '')}
          language="bash"
          label={t('partCommand')}
          maxLines={20}
          className="bg-surface"
        />
      </Part>
    );
  }
  const diffs = diffsOf(call);
  if (diffs.length > 0) {
    return (
      <Part title={t('partChange')}>
        <div className="space-y-2">
          {diffs.map((diff) => (
            <DiffView key={diff.path} {...diff} maxLines={40} />
          ))}
        </div>
      </Part>
    );
  }
  const path = textField(call, 'file_path');
  const content = textField(call, 'content');
  if (call.name === 'write' && content !== null) {
    return (
      <Part title={t('partContent')}>
        <CodeBlock
          code={content.replace(/\n$/, '')}
          language={languageOf(path ?? '')}
          label={t('partContent')}
          maxLines={20}
          className="bg-surface"
        />
      </Part>
    );
  }
  return <Fields call={call} />;
}

function diffsOf(call: ToolCall): readonly FileDiff[] {
  if (call.diffs.length > 0) return call.diffs;
  const before = textField(call, 'old_string');
  const after = textField(call, 'new_string');
  if (call.name !== 'edit' || before === null || after === null) return [];
  return [{ path: shortPath(textField(call, 'file_path') ?? ''), before, after }];
}

function Fields({ call }: { call: ToolCall }) {
  const { t } = useTranslation('transcript');
  const fields = Object.entries(call.input);
  if (fields.length === 0) return null;
  return (
    <Part title={t('partInput')}>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3 gap-y-1 select-text">
        {fields.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="font-mono text-sm text-ink-muted">{name}</dt>
            <dd className="font-mono text-sm whitespace-pre-wrap">
              <VisibleText text={typeof value === 'string' ? value : JSON.stringify(value)} />
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}
