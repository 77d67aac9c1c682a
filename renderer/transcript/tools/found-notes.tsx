import { useTranslation } from 'react-i18next';
import { VisibleText } from '../../approvals/index.ts';
import { Banner } from '../../ui/index.ts';
import type { ToolCall } from '../model/items.ts';
import { SecretLine } from './secret-line.tsx';

type Found = NonNullable<
  NonNullable<Extract<ToolCall['result'], { type: 'agent.tool_result' }>['holdfast']>['found']
>;

/** What a call's result held, if anything: what the closed card shows a sign for. */
export function foundOf({ result }: ToolCall): Found | null {
  return (result?.type === 'agent.tool_result' && result.holdfast?.found) || null;
}

/** What a result held that its reader should know of: things hidden, words that command, secrets that were taken out. */
export function FoundNotes({ call }: { call: ToolCall }) {
  const { t } = useTranslation('transcript');
  const found = foundOf(call);
  if (!found) return null;
  const { hidden, imitations, wording = [], secrets = [] } = found;
  const isSuspect = hidden !== undefined || imitations !== undefined || wording.length > 0;
  return (
    <>
      {isSuspect ? (
        <Banner tone="warning">
          <ul className="space-y-0.5 text-sm">
            {hidden ? <li>{t('foundHidden', { count: sum(hidden) })}</li> : null}
            {imitations ? <li>{t('foundImitations', { count: sum(imitations) })}</li> : null}
            {wording.map(({ kind, quote }) => (
              <li key={`${kind} ${quote}`}>
                {t('foundWording')}{' '}
                <q className="italic">
                  <VisibleText text={quote} />
                </q>
              </li>
            ))}
          </ul>
          <p className="mt-1 text-sm text-ink-muted">{t('foundHint')}</p>
        </Banner>
      ) : null}
      {secrets.length > 0 ? (
        <Banner>
          <p className="text-sm">{t('foundSecrets', { count: secrets.length })}</p>
          <ul className="mt-1 space-y-1">
            {secrets.map((secret) => (
              <SecretLine
                key={secret.number}
                number={secret.number}
                looksLike={secret.looks_like}
                characters={secret.characters}
              />
            ))}
          </ul>
        </Banner>
      ) : null}
    </>
  );
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
