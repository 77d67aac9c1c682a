import { useRoute } from '../router/router.ts';
import { SessionPage } from '../session/session-page.tsx';
import { ErrorPane } from '../ui/index.ts';

export function Shell() {
  const { segments, query, href } = useRoute();
  const [area, id] = segments;
  if (area !== 'sessions' || !id) return null;
  const seq = Number(query.get('event'));
  return (
    <ErrorPane resetKey={href}>
      <SessionPage key={id} sessionId={id} eventSeq={Number.isInteger(seq) && seq > 0 ? seq : null} />
    </ErrorPane>
  );
}
