import type { Status } from '../api/index.ts';

export function WelcomeScreen({ status }: { status: Status }) {
  return <p>{status.version}</p>;
}
