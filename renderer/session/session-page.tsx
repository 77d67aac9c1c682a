import { ApprovalPanel } from '../approvals/index.ts';
import { Composer } from '../composer/index.ts';
import { Transcript } from '../transcript/index.ts';
import { ErrorPane } from '../ui/index.ts';

export function SessionPage({ sessionId, eventSeq }: { sessionId: string; eventSeq: number | null }) {
  return (
    <main className="flex h-full min-h-0 flex-col bg-surface">
      <div className="min-h-0 flex-1">
        <ErrorPane resetKey={sessionId}>
          <Transcript sessionId={sessionId} eventSeq={eventSeq} />
        </ErrorPane>
      </div>
      <ErrorPane resetKey={sessionId}>
        <ApprovalPanel sessionId={sessionId} />
        <Composer sessionId={sessionId} />
      </ErrorPane>
    </main>
  );
}
