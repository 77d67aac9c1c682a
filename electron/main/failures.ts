import { app } from 'electron';
import { background, describeError, HoldfastError, type Logger, redact } from '../../core/base/index.ts';
import type { Dialogs } from './dialogs.ts';
import { words } from './words.ts';

/**
 * Logs what nobody caught and tells the owner, one dialog at a time. The app goes on when the owner wants: whatever
 * happened before is committed. A promise that nobody awaited is logged only.
 */
export function reportFailures(dialogs: Dialogs, logger: Logger, logFile: string): void {
  let isShown = false;
  const tell = async (error: Error) => {
    await app.whenReady();
    const { choice } = await dialogs.ask({
      kind: 'failure',
      type: 'error',
      message: words.somethingFailed,
      detail: words.failureDetail(redact(error.message), logFile),
      choices: [
        { choice: 'go_on', label: words.goOn },
        { choice: 'quit', label: words.quit },
      ],
      usual: 'go_on',
      dismissed: 'go_on',
    });
    isShown = false;
    if (choice === 'quit') app.quit();
  };
  process.on('uncaughtException', (error) => {
    logger.error('uncaught', error);
    if (isShown) return;
    isShown = true;
    background(tell(error), 'telling of a failure', logger);
  });
  process.on('unhandledRejection', (reason) =>
    logger.error('a promise failed and nobody waited for it', reason),
  );
}

/** Says why Holdfast cannot start, and what to do, then ends. */
export async function reportFailedStart(error: unknown, dialogs: Dialogs, logger: Logger): Promise<void> {
  logger.error('could not start', error);
  const { sentence, nextStep } = describeError(error instanceof HoldfastError ? error.code : 'internal');
  const reason = error instanceof Error ? redact(error.message) : '';
  await dialogs.ask({
    kind: 'could_not_start',
    type: 'error',
    message: words.couldNotStart,
    detail: `${sentence}\n${nextStep}\n\n${reason}`,
    choices: [{ choice: 'quit', label: words.quit }],
    usual: 'quit',
    dismissed: 'quit',
  });
  app.exit(1);
}
