import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CallGrantContent, useEndpointMutation } from '../api/index.ts';
import { useArmed, withoutEnter } from '../approvals/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Button, Field, Textarea, toast } from '../ui/index.ts';
import { useGrantWords } from './grant-words.ts';
import { openGrants } from './open-grants.ts';

/** What a blocked call would need. The owner writes for whom: the values of the call stand there to be read, not to be clicked away. */
export function GrantForm({ sessionId, draft }: { sessionId: string; draft: CallGrantContent }) {
  const { t } = useTranslation('grants');
  const { sentence } = useGrantWords();
  const [lines, setLines] = useState(draft.values.join('\n'));
  const add = useEndpointMutation('addCallGrants', ['sessions']);
  const isArmed = useArmed(draft.text);
  const values = lines.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  function save(): void {
    const grant = { ...draft, values, text: sentence({ ...draft, values }) };
    add.mutate(
      { params: { id: sessionId }, body: { grants: [grant] } },
      {
        onSuccess: () => {
          toast.done(t('added'));
          openGrants.show(sessionId);
        },
        onError: showFailure,
      },
    );
  }
  return (
    <section
      aria-label={t('wouldNeed')}
      className="space-y-3 rounded-lg border border-asked/50 bg-asked-soft/40 p-4"
    >
      <p className="font-medium">{t('wouldNeed')}</p>
      <Field label={t('forWhom')} hint={t('forWhomHint')}>
        {(control) => (
          <Textarea
            {...control}
            value={lines}
            rows={3}
            className="font-mono text-sm"
            onChange={(event) => setLines(event.target.value)}
          />
        )}
      </Field>
      <p className="text-sm text-ink-muted">{sentence({ ...draft, values })}</p>
      <div className="flex justify-end">
        <Button
          isBusy={add.isPending}
          disabled={!isArmed || values.length === 0}
          onKeyDown={withoutEnter}
          onClick={save}
        >
          {t('add')}
        </Button>
      </div>
    </section>
  );
}
