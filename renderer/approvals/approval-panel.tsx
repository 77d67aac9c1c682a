export interface ApprovalPanelProps {
  /** Waiting approvals and questions of one session; null: of all (the inbox page). */
  sessionId: string | null;
}

export function ApprovalPanel(_: ApprovalPanelProps) {
  return null;
}
