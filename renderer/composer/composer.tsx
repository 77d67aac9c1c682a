import { ArrowUp, CornerDownRight, Paperclip } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { GrantsCard } from '../grants/index.ts';
import { ModeSwitch } from '../modes/index.ts';
import { links } from '../router/router.ts';
import { VaultsMenu } from '../session-vaults/index.ts';
import { Banner, Button, buttonClasses, IconButton, Kbd, toast } from '../ui/index.ts';
import { AddFolder } from './add-folder.tsx';
import { AttachmentList } from './attachment-list.tsx';
import { useAttachments } from './attachments-store.ts';
import { DropOverlay } from './drop-overlay.tsx';
import { useDrop } from './use-drop.ts';
import { type Sending, useSend } from './use-send.ts';
import { useUpload } from './use-upload.ts';

export interface ComposerProps {
  sessionId: string;
}

/** Where the owner says what should be done, with files and folders. Drafts are kept by session. */
export function Composer({ sessionId }: ComposerProps) {
  const { t } = useTranslation('composer');
  const status = useEndpoint('getStatus').data;
  const session = useEndpoint('getSession', { params: { id: sessionId } }).data;
  const hasModel = status?.model.state !== 'not_set';
  const isRunning = session?.status === 'running' || session?.status === 'rescheduling';
  const sending = useSend(sessionId, hasModel, isRunning);
  const upload = useUpload(sessionId);
  const isOver = useDrop({
    onFiles: upload,
    onFolder: () => toast.failed(t('noFolders'), t('noFoldersStep')),
  });
  return (
    <div className="mx-auto w-full max-w-200 px-6 pb-4">
      {hasModel ? null : <NoModel />}
      <section
        aria-label={t('composer')}
        className="rounded-xl border border-line-strong bg-raised shadow-low transition-colors focus-within:border-field"
      >
        <AttachmentList sessionId={sessionId} />
        <Words
          sending={sending}
          placeholder={t(isRunning ? 'placeholderRunning' : 'placeholder')}
          onFiles={upload}
          isRunning={isRunning}
        />
        <GrantsCard sessionId={sessionId} text={sending.text} />
        <div className="flex items-center gap-0.5 px-2 pb-2">
          <PickFiles onFiles={upload} />
          <AddFolder sessionId={sessionId} />
          <VaultsMenu sessionId={sessionId} />
          <ModeSwitch sessionId={sessionId} />
          {isRunning && sending.obstacle === null ? (
            <Button
              size="sm"
              variant="ghost"
              icon={<CornerDownRight aria-hidden />}
              title={t('steerHint')}
              disabled={sending.isSending}
              onClick={() => sending.send('steer')}
              className="ml-auto"
            >
              {t('steer')}
            </Button>
          ) : null}
          <Hint sessionId={sessionId} sending={sending} isRunning={isRunning} />
          <Button
            variant="primary"
            aria-label={t(isRunning ? 'queue' : 'send')}
            title={t(isRunning ? 'queue' : 'send')}
            disabled={sending.obstacle !== null}
            isBusy={sending.isSending}
            onClick={() => sending.send()}
            icon={<ArrowUp />}
            className="w-8 px-0"
          />
        </div>
      </section>
      {isOver ? <DropOverlay /> : null}
    </div>
  );
}

interface WordsProps {
  sending: Sending;
  placeholder: string;
  onFiles: (files: File[]) => void;
  isRunning: boolean;
}

function Words({ sending, placeholder, onFiles, isRunning }: WordsProps) {
  const { t } = useTranslation('composer');
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const isFree = document.activeElement === null || document.activeElement === document.body;
    if (isFree) field.current?.focus({ preventScroll: true });
  }, []);
  function onKeyDown(event: KeyboardEvent): void {
    // while a word is being composed, Enter chooses it
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key !== 'Enter' || event.shiftKey || event.altKey) return;
    event.preventDefault();
    sending.send(isRunning && (event.ctrlKey || event.metaKey) ? 'steer' : undefined);
  }
  function onPaste(event: ClipboardEvent): void {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  }
  return (
    <textarea
      ref={field}
      data-composer-input
      aria-label={t('message')}
      value={sending.text}
      rows={1}
      maxLength={1_000_000}
      placeholder={placeholder}
      onChange={(event) => sending.setText(event.target.value)}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
      className="block max-h-60 min-h-11 w-full resize-none bg-transparent px-4 pt-3 pb-1 text-md outline-none [field-sizing:content] placeholder:text-ink-faint"
    />
  );
}

function PickFiles({ onFiles }: { onFiles: (files: File[]) => void }) {
  const { t } = useTranslation('composer');
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={t('attach')}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // the same file again is a change too
          event.target.value = '';
        }}
      />
      <IconButton
        size="sm"
        label={t('attach')}
        icon={<Paperclip />}
        onClick={() => picker.current?.click()}
      />
    </>
  );
}

/** What stands in the way, or what the keys do. */
function Hint({
  sessionId,
  sending,
  isRunning,
}: {
  sessionId: string;
  sending: Sending;
  isRunning: boolean;
}) {
  const { t } = useTranslation('composer');
  const hasFiles = useAttachments(sessionId).length > 0;
  const { obstacle } = sending;
  const isWorthSaying = obstacle !== null && obstacle !== 'noModel' && (obstacle !== 'noWords' || hasFiles);
  return (
    <p
      aria-live="polite"
      className="mr-2 ml-auto flex items-center gap-1.5 truncate text-xs text-ink-faint [button+&]:ml-1"
    >
      {isWorthSaying ? (
        t(obstacle)
      ) : sending.text !== '' && isRunning ? (
        t('willWait')
      ) : sending.text.includes('\n') || sending.text.length > 60 ? (
        <>
          <Kbd keys="Shift+Enter" /> {t('newLine')}
        </>
      ) : null}
    </p>
  );
}

function NoModel() {
  const { t } = useTranslation('composer');
  return (
    <Banner
      tone="warning"
      className="mb-2"
      action={
        <a href={`#${links.settings('model')}`} className={buttonClasses('secondary', 'sm')}>
          {t('chooseModel')}
        </a>
      }
    >
      {t('noModel')}
    </Banner>
  );
}
