import type { MessagePort } from 'node:worker_threads';
import type { FileEntry } from '../file-system.ts';
import type { ShellAnswer, ShellQuestion } from './messages.ts';

/** Reads of what lies outside the shell's own thread. They reject with an error as Node's file functions throw. */
export interface Questions {
  stat(path: string): Promise<FileEntry>;
  list(path: string): Promise<FileEntry[]>;
  read(path: string): Promise<Uint8Array>;
}

// the commands tell these apart by their text
const words: Readonly<Record<string, string>> = {
  file_not_found: 'ENOENT: no such file or directory',
  folder_missing: 'ENOENT: no such file or directory',
  path_outside: 'ENOENT: no such file or directory',
  path_protected: 'EACCES: permission denied',
  too_large: 'EFBIG: file too large',
};

/** An error in the words that shell commands know. */
export function fileError(code: string, message: string, path: string): Error {
  const known = Object.hasOwn(words, code) ? words[code] : undefined;
  return new Error(known ? `${known}, '${path}'` : `EIO: ${message}, '${path}'`);
}

/** Asks over the thread's port; one answer for each question, in any order. */
export function createQuestions(port: MessagePort): Questions {
  const open = new Map<number, { path: string; settle: (answer: ShellAnswer) => void }>();
  let last = 0;
  port.on('message', (answer: ShellAnswer) => {
    open.get(answer.id)?.settle(answer);
    open.delete(answer.id);
  });
  const ask = <T>(question: ShellQuestion): Promise<T> =>
    new Promise((resolve, reject) => {
      last += 1;
      open.set(last, {
        path: question.path,
        // the main process answers each kind of question with its own kind of value
        settle: (answer) =>
          answer.ok
            ? resolve(answer.value as T)
            : reject(fileError(answer.code, answer.message, question.path)),
      });
      port.postMessage({ type: 'question', id: last, ...question });
    });
  return {
    stat: (path) => ask({ ask: 'stat', path }),
    list: (path) => ask({ ask: 'list', path }),
    read: (path) => ask({ ask: 'read', path }),
  };
}
