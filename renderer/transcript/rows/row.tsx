import { QuestionCard, type QuestionState } from '../../approvals/index.ts';
import { PlanCard } from '../../modes/index.ts';
import type { FeedSnapshot } from '../feed/session-feed.ts';
import type { QuestionItem, Row } from '../model/items.ts';
import { ToolCard } from '../tools/tool-card.tsx';
import { AgentMessage } from './agent-message.tsx';
import { ErrorRow } from './error-row.tsx';
import { Fold } from './fold.tsx';
import { ImportedMessage } from './imported-message.tsx';
import { LiveMessage, LiveThinking, LiveTool } from './live-rows.tsx';
import { NoticeRow } from './notice-row.tsx';
import { QueuedMessage } from './queued-message.tsx';
import { Thinking } from './thinking.tsx';
import { TurnEnd } from './turn-end.tsx';
import { UserMessage } from './user-message.tsx';
import { Working } from './working.tsx';

export interface RowContext {
  sessionId: string;
  output: FeedSnapshot['output'];
  /** The owner's newest message, when it may be edited or tried again now. */
  changeableSeq: number | null;
  /** The newest finished turn may be tried again. */
  retryKey: string | null;
}

export function RowView({ row, context }: { row: Row; context: RowContext }) {
  switch (row.kind) {
    case 'user':
      return (
        <UserMessage
          sessionId={context.sessionId}
          item={row}
          isChangeable={row.seq === context.changeableSeq}
        />
      );
    case 'imported':
      return <ImportedMessage event={row.event} />;
    case 'agent':
      return <AgentMessage sessionId={context.sessionId} event={row.event} warnings={row.warnings} />;
    case 'thinking':
      return <Thinking rowKey={row.key} text={row.event.holdfast?.thinking ?? ''} />;
    case 'tool':
      return <ToolCard sessionId={context.sessionId} call={row.call} output={context.output} />;
    case 'question':
      return <Question question={row.question} />;
    case 'plan':
      return <PlanCard sessionId={context.sessionId} {...row.plan} />;
    case 'error':
      return <ErrorRow item={row} sessionId={context.sessionId} canRetry={row.key === context.retryKey} />;
    case 'notice':
      return <NoticeRow sessionId={context.sessionId} rowKey={row.key} notice={row.notice} />;
    case 'fold':
      return (
        <Fold
          item={row}
          renderRow={(inner) => (
            <RowView row={inner} context={{ ...context, changeableSeq: null, retryKey: null }} />
          )}
        />
      );
    case 'turn_end':
      return <TurnEnd item={row} sessionId={context.sessionId} canRetry={row.key === context.retryKey} />;
    case 'live_message':
      return <LiveMessage text={row.text} isPartial={row.isPartial} />;
    case 'live_thinking':
      return <LiveThinking rowKey={row.key} text={row.text} />;
    case 'live_tool':
      return <LiveTool name={row.name} partialJson={row.partialJson} />;
    case 'working':
      return <Working since={row.since} isRetrying={row.isRetrying} />;
    case 'queued':
      return <QueuedMessage sessionId={context.sessionId} event={row.event} />;
    default:
      return row satisfies never;
  }
}

function Question({ question }: { question: QuestionItem }) {
  const state: QuestionState =
    question.state === 'answered' ? { kind: 'answered', answer: question.answer } : { kind: question.state };
  return <QuestionCard {...question} state={state} />;
}
