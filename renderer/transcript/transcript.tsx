export interface TranscriptProps {
  sessionId: string;
  /** Position to show and mark (a jump from memory or search); null: the newest. */
  eventSeq: number | null;
}

export function Transcript(_: TranscriptProps) {
  return null;
}
