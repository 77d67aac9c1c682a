import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type SecretInputs, useSecretInputs } from '../lib/use-secret-inputs.ts';
import { useSending } from '../lib/use-sending.ts';
import { Button, Dialog, toast } from '../ui/index.ts';
import { PassphraseFailure } from './failure.tsx';
import { usePassphraseProblems } from './passphrase-field.tsx';

type Problems = ReturnType<typeof usePassphraseProblems>;

export interface PassphraseFormProps {
  title: string;
  text: string;
  confirm: string;
  /** Of the button that does nothing. */
  cancel?: string;
  done: string;
  isDangerous?: boolean;
  isPossible?: boolean;
  onClose: () => void;
  /** What is wrong with any of the fields keeps it from being sent. */
  problemsIn: (problems: Problems) => readonly (string | null)[];
  /** Takes the passphrases out of their inputs and sends them. */
  act: (take: SecretInputs['take']) => Promise<unknown>;
  children: (secrets: SecretInputs, problems: Problems) => ReactNode;
}

/** A dialog that sends passphrases: they go from their inputs to Holdfast and are nowhere else in the window. */
export function PassphraseForm(props: PassphraseFormProps) {
  const { title, text, confirm, done, onClose, isPossible = true } = props;
  const { t } = useTranslation('common');
  const [isTried, setTried] = useState(false);
  const secrets = useSecretInputs();
  const { send, isBusy, error } = useSending();
  // after a failure every input is empty: that is said beside it, and is no mistake of the owner's
  const problems = usePassphraseProblems(secrets, isTried && error === null && !isBusy);
  const strict = usePassphraseProblems(secrets, true);
  async function submit(): Promise<void> {
    if (isBusy || !isPossible) return;
    setTried(true);
    if (props.problemsIn(strict).some((problem) => problem !== null)) return;
    if (!(await send(() => props.act(secrets.take)))) return;
    toast.done(done);
    onClose();
  }
  return (
    <Dialog
      isOpen
      isForm
      width="sm"
      onClose={onClose}
      title={title}
      description={text}
      footer={
        <>
          <Button onClick={onClose}>{props.cancel ?? t('cancel')}</Button>
          <Button
            variant={props.isDangerous ? 'danger' : 'primary'}
            isBusy={isBusy}
            disabled={!isPossible}
            onClick={() => void submit()}
          >
            {confirm}
          </Button>
        </>
      }
    >
      <form
        className="space-y-4 pt-1"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {error === null ? null : <PassphraseFailure error={error} />}
        {props.children(secrets, problems)}
        {/* more than one input: Enter sends only where there is a button for it */}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
