import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Network, useEndpointMutation } from '../../api/index.ts';
import { VisibleText } from '../../approvals/index.ts';
import { formatAbsolute } from '../../lib/dates.ts';
import { useErrorWords } from '../../lib/error-words.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { AlertDialog, Banner, Button, Card, Dialog, Field, Textarea, toast } from '../../ui/index.ts';

/** Certificate authorities that count besides the usual ones. */
export function Authorities({ certificates }: { certificates: Network['certificates'] }) {
  const { t, i18n } = useTranslation('network');
  const [open, setOpen] = useState<'add' | 'remove' | null>(null);
  const set = useEndpointMutation('setNetwork', ['settings']);
  const close = () => setOpen(null);
  return (
    <>
      {certificates.length === 0 ? (
        <p className="mb-3 text-ink-muted">{t('authoritiesEmpty')}</p>
      ) : (
        <Card className="mb-3">
          <ul className="divide-y divide-line">
            {certificates.map(({ subject, sha256, ends_at }) => (
              <li key={sha256} className="px-4 py-2.5 select-text">
                <p className="font-medium break-words">
                  <VisibleText text={subject} />
                </p>
                <p className="text-sm text-ink-muted">
                  {t('ends', { at: formatAbsolute(ends_at, i18n.language) })}
                </p>
                <p className="mt-0.5 font-mono text-xs break-all text-ink-muted">SHA-256 {sha256}</p>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <div className="flex gap-2">
        <Button icon={<Plus />} onClick={() => setOpen('add')}>
          {t(certificates.length === 0 ? 'authoritiesAdd' : 'authoritiesReplace')}
        </Button>
        {certificates.length > 0 ? (
          <Button onClick={() => setOpen('remove')}>{t('authoritiesRemove')}</Button>
        ) : null}
      </div>
      {open === 'add' ? <AddAuthorities onClose={close} /> : null}
      <AlertDialog
        isOpen={open === 'remove'}
        title={t('removeTitle')}
        description={t('removeText')}
        confirmLabel={t('removeConfirm')}
        isBusy={set.isPending}
        onCancel={close}
        onConfirm={() =>
          set.mutate(
            { body: { certificates: null } },
            { onSuccess: () => toast.done(t('removed')), onError: showFailure, onSettled: close },
          )
        }
      />
    </>
  );
}

function AddAuthorities({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['network', 'common']);
  const [text, setText] = useState('');
  const set = useEndpointMutation('setNetwork', ['settings']);
  function save(): void {
    if (set.isPending) return;
    set.mutate(
      { body: { certificates: text } },
      {
        onSuccess: () => {
          toast.done(t('authoritiesSaved'));
          onClose();
        },
      },
    );
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('authoritiesAdd')}
      description={t('authoritiesAddText')}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button variant="danger-quiet" isBusy={set.isPending} disabled={text.trim() === ''} onClick={save}>
            {t('authoritiesTrust')}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        {set.error ? <Failure error={set.error} /> : null}
        <Field label={t('pem')} hint={t('pemHint')}>
          {(control) => (
            <Textarea
              {...control}
              className="min-h-48 font-mono text-xs"
              placeholder="-----BEGIN CERTIFICATE-----"
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}

function Failure({ error }: { error: Error }) {
  const { sentence, nextStep } = useErrorWords(error);
  return (
    <Banner tone="danger">
      <p className="font-medium">{sentence}</p>
      {nextStep ? <p className="text-sm">{nextStep}</p> : null}
    </Banner>
  );
}
