import { FileDown } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { overlays } from '../state/overlays.ts';
import { Card, ErrorState, IconButton, Input, Skeleton } from '../ui/index.ts';

/** Sessions with an export button each; archived ones too. */
export function ExportList() {
  const { t } = useTranslation(['settings', 'shell']);
  const [query, setQuery] = useState('');
  const sessions = useEndpoint('listSessions', {
    query: { query, archived: 'any', limit: 50 },
    keepPrevious: true,
  });
  if (sessions.isPending) return <Skeleton lines={3} />;
  if (!sessions.data) return <ErrorState error={sessions.error} onRetry={() => sessions.refetch()} />;
  const rows = sessions.data.data;
  if (rows.length === 0 && !query) return <p className="text-ink-muted">{t('shell:sessionsEmpty')}</p>;
  return (
    <Card className="overflow-hidden">
      <div className="border-b border-line p-2">
        <Input
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          aria-label={t('shell:searchPlaceholder')}
          placeholder={t('shell:searchPlaceholder')}
        />
      </div>
      {rows.length === 0 ? <p className="px-4 py-3 text-ink-muted">{t('shell:noMatch', { query })}</p> : null}
      <ul className="max-h-56 divide-y divide-line overflow-y-auto">
        {rows.map((row) => (
          <li key={row.id} className="flex items-center gap-4 py-1 pr-2 pl-4">
            <span className="min-w-0 flex-1 truncate">{row.title}</span>
            <IconButton
              label={`${t('exportOne')} ${row.title}`}
              icon={<FileDown />}
              hasTooltip={false}
              onClick={() => overlays.exportSession(row)}
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}
