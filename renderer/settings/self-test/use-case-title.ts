import { useTranslation } from 'react-i18next';

/** What a case is called; its id where this window knows no words for it: another version may have kept the result. */
export function useCaseTitle(): (id: string) => string {
  const { t, i18n } = useTranslation('selfTest');
  return (id) => {
    const key = `case.${id}.title`;
    return i18n.exists(key, { ns: 'selfTest' }) ? t(key as 'case.echo.title') : id;
  };
}

/** What it does, in a sentence; empty where there are no words for it. */
export function useCaseText(): (id: string) => string {
  const { t, i18n } = useTranslation('selfTest');
  return (id) => {
    const key = `case.${id}.text`;
    return i18n.exists(key, { ns: 'selfTest' }) ? t(key as 'case.echo.text') : '';
  };
}
