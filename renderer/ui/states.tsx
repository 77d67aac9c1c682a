import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.ts';
import { classNames } from '../lib/class-names.ts';
import { useErrorWords } from '../lib/error-words.ts';
import { Button } from './button.tsx';

export interface EmptyProps {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** It is the whole page: the title is its heading. */
  isPage?: boolean;
  className?: string;
}

/** Nothing here (yet): says why, and what to do about it. */
export function Empty({ icon, title, children, action, isPage = false, className }: EmptyProps) {
  const Title = isPage ? 'h1' : 'p';
  return (
    <div
      className={classNames('flex flex-col items-center justify-center px-6 py-10 text-center', className)}
    >
      {icon ? <div className="mb-3 text-ink-faint [&_svg]:size-8 [&_svg]:stroke-[1.5]">{icon}</div> : null}
      <Title className="max-w-full font-medium [overflow-wrap:anywhere]">{title}</Title>
      {children ? <div className="mt-1 max-w-80 text-ink-muted">{children}</div> : null}
      {action ? <div className="mt-4">{action}</div> : null}
    </div>
  );
}

/** A pane that could not be loaded: the sentence, the next step, and a way to try again. */
export function ErrorState({
  error,
  onRetry,
  className,
}: {
  error: unknown;
  onRetry?: () => void;
  className?: string;
}) {
  const { t } = useTranslation('common');
  const words = useErrorWords(error);
  return (
    <div role="alert" className={classNames('flex flex-col items-center px-6 py-10 text-center', className)}>
      <CircleAlert aria-hidden className="mb-3 size-7 stroke-[1.5] text-denied" />
      <p className="font-medium select-text">{words.sentence}</p>
      {words.nextStep ? <p className="mt-1 max-w-96 text-ink-muted select-text">{words.nextStep}</p> : null}
      {error instanceof ApiError && error.code === 'unexpected_answer' ? (
        <p className="mt-2 max-w-120 font-mono text-xs break-words text-ink-faint select-text">
          {error.sentence}
        </p>
      ) : null}
      {onRetry ? (
        <Button className="mt-4" onClick={onRetry}>
          {t('tryAgain')}
        </Button>
      ) : null}
    </div>
  );
}

/** Grey bars in the shape of what is coming; `lines` rows. */
export function Skeleton({ lines = 3, className }: { lines?: number; className?: string }) {
  const { t } = useTranslation('common');
  return (
    <div role="status" className={classNames('animate-pulse space-y-3', className)}>
      <span className="sr-only">{t('loading')}</span>
      {Array.from({ length: lines }, (_, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
          key={index}
          className={classNames(
            'h-3.5 rounded-sm bg-pressed',
            index % 3 === 2 ? 'w-1/2' : index % 3 === 1 ? 'w-4/5' : 'w-full',
          )}
        />
      ))}
    </div>
  );
}
