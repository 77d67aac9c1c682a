export interface ComposerProps {
  sessionId: string;
}

export function Composer(_: ComposerProps) {
  return null;
}
