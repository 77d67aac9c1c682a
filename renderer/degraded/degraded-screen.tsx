import type { Degraded, Status } from '../api/index.ts';

export function DegradedScreen({ degraded }: { degraded: Degraded; status: Status }) {
  return <p>{degraded.sentence}</p>;
}
