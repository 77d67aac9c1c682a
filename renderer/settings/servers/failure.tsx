import { ApiError } from '../../api/index.ts';
import { useErrorWords } from '../../lib/error-words.ts';
import { Banner } from '../../ui/index.ts';

/** Why a server was not added, changed or signed in to, with the reason of this very case. */
export function Failure({ error }: { error: Error }) {
  const words = useErrorWords(error);
  const reason = error instanceof ApiError ? error.details.reason : undefined;
  return (
    <Banner tone="danger">
      <p className="font-medium">{words.sentence}</p>
      {typeof reason === 'string' && reason !== words.sentence ? <p className="text-sm">{reason}</p> : null}
      <p className="text-sm">{words.nextStep}</p>
    </Banner>
  );
}
