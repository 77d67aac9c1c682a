import { BrowserWindow, dialog, type MessageBoxOptions } from 'electron';
import { words } from './words.ts';

export interface Question<Choice extends string> {
  /** Names the question for tests. */
  kind: string;
  message: string;
  detail: string;
  type: 'question' | 'warning' | 'error';
  /** In the order of the buttons. */
  choices: readonly { choice: Choice; label: string }[];
  /** What Enter does: never the choice that loses something. */
  usual: Choice;
  /** What Escape, or closing the dialog, means. */
  dismissed: Choice;
  /** Offers a check box with this label. */
  remember?: string;
  /** Takes the dialog away again; it then counts as dismissed. */
  signal?: AbortSignal;
}

/** The native dialogs. A path is null when the owner cancelled. */
export interface Dialogs {
  pickFolder(input: { title?: string | undefined }): Promise<string | null>;
  pickSave(input: { suggestedName: string }): Promise<string | null>;
  pickOpen(input: { extensions: readonly string[] }): Promise<string | null>;
  ask<Choice extends string>(question: Question<Choice>): Promise<{ choice: Choice; isRemembered: boolean }>;
}

/** Dialogs of the operating system, attached to the window where there is one. */
export function nativeDialogs(): Dialogs {
  const parent = () => BrowserWindow.getAllWindows().find((window) => window.isVisible()) ?? null;
  return {
    async pickFolder({ title }) {
      const options = { title: title ?? words.pickFolder, buttonLabel: words.choose };
      return await pickExisting(parent(), { ...options, properties: ['openDirectory', 'createDirectory'] });
    },
    async pickOpen({ extensions }) {
      const filters =
        extensions.length > 0 ? [{ name: extensions.join(', '), extensions: [...extensions] }] : [];
      return await pickExisting(parent(), { filters, properties: ['openFile'] });
    },
    async pickSave({ suggestedName }) {
      const owner = parent();
      const options = { defaultPath: suggestedName, properties: ['showOverwriteConfirmation' as const] };
      const picked = owner
        ? await dialog.showSaveDialog(owner, options)
        : await dialog.showSaveDialog(options);
      return picked.canceled || picked.filePath === '' ? null : picked.filePath;
    },
    async ask(question) {
      const answer = await showQuestion(parent(), question);
      const chosen = question.choices[answer.response]?.choice ?? question.dismissed;
      const isDismissed = question.signal?.aborted === true;
      return { choice: isDismissed ? question.dismissed : chosen, isRemembered: answer.checkboxChecked };
    },
  };
}

async function pickExisting(
  owner: BrowserWindow | null,
  options: Electron.OpenDialogOptions,
): Promise<string | null> {
  const picked = owner ? await dialog.showOpenDialog(owner, options) : await dialog.showOpenDialog(options);
  return picked.canceled ? null : (picked.filePaths[0] ?? null);
}

async function showQuestion<Choice extends string>(owner: BrowserWindow | null, question: Question<Choice>) {
  const indexOf = (choice: Choice) => question.choices.findIndex((candidate) => candidate.choice === choice);
  const options: MessageBoxOptions = {
    type: question.type,
    message: question.message,
    detail: question.detail,
    buttons: question.choices.map(({ label }) => label),
    defaultId: indexOf(question.usual),
    cancelId: indexOf(question.dismissed),
    noLink: true,
    ...(question.remember === undefined ? {} : { checkboxLabel: question.remember }),
    ...(question.signal === undefined ? {} : { signal: question.signal }),
  };
  return owner ? await dialog.showMessageBox(owner, options) : await dialog.showMessageBox(options);
}
