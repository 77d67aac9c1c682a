import { useTranslation } from 'react-i18next';

const known = ['aws_key_id', 'aws_secret', 'github_token', 'login', 'database_login'] as const;

/** What was planted, in words; kinds of a later version by their name. */
export function usePlantedWords(): (kinds: readonly string[]) => string {
  const { t, i18n } = useTranslation('alarms');
  return (kinds) => {
    const words = kinds.map((kind) => {
      const name = known.find((each) => each === kind);
      return name ? t(`kinds.${name}`) : kind;
    });
    return new Intl.ListFormat(i18n.language).format(words);
  };
}
