import { memo } from 'react';
import type { SessionDetail } from '../../api/index.ts';
import { ForkLinks, RowMenu } from '../../forks/index.ts';
import { ownMessage } from '../model/content.ts';
import { endSeqOf } from '../model/end-seq.ts';
import type { Row } from '../model/items.ts';

export interface RowForksProps {
  row: Row;
  sessionId: string;
  forks: SessionDetail['forks'] | undefined;
}

/** At a stored row: its menu, and what was forked there. */
export const RowForks = memo(function RowForks({ row, sessionId, forks }: RowForksProps) {
  const seq = endSeqOf(row);
  // what was imported never goes on, in a fork neither
  if (seq === null || !('seq' in row) || row.kind === 'imported') return null;
  const ownWords = row.kind === 'user' ? ownMessage(row.event.content).text : null;
  return (
    <>
      {forks ? <ForkLinks forks={forks} /> : null}
      <RowMenu sessionId={sessionId} seq={seq} firstSeq={row.seq} ownWords={ownWords} />
    </>
  );
});
