import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../lib/class-names.ts';
import { type Piece, visibleText } from './visible-text.ts';

/**
 * Somebody else's words where the owner decides: every character drawn or named, in the order it stands in,
 * wrapped. Put it inside an element that has `whitespace-pre-wrap` where line breaks count.
 */
export const VisibleText = memo(function VisibleText({
  text,
  className,
}: {
  text: string;
  className?: string;
}) {
  const pieces = useMemo(() => visibleText(text), [text]);
  return (
    <bdi dir="ltr" className={classNames('[overflow-wrap:anywhere]', className)}>
      {pieces.map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece's identity is its place
        <PieceView key={index} piece={piece} />
      ))}
    </bdi>
  );
});

function PieceView({ piece }: { piece: Piece }) {
  const { t } = useTranslation('approvals');
  if (piece.kind === 'text') return piece.text;
  const words =
    piece.kind === 'mark'
      ? piece.label
      : t(piece.kind === 'spaces' ? 'blankSpaces' : 'blankLines', { count: piece.count });
  return (
    <>
      <span
        title={t('hiddenCharacter', { name: words })}
        className="mx-px inline-block rounded-sm border border-current bg-asked-soft px-1 align-baseline font-mono text-[0.75em] leading-[1.5] font-semibold text-asked"
      >
        {words}
      </span>
      {piece.kind === 'lines' ? '\n' : null}
    </>
  );
}
