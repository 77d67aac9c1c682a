import { ApiError } from '../api/client.ts';
import { useErrorWords } from '../lib/error-words.ts';
import { Banner } from './banner.tsx';

/** Why Holdfast did not take an answer, and what to do; nothing where `error` is no answer of the API. */
export function Refusal({ error }: { error: unknown }) {
  const words = useErrorWords(error);
  if (!(error instanceof ApiError)) return null;
  return (
    <Banner tone="danger">
      {words.sentence} {words.nextStep}
    </Banner>
  );
}
