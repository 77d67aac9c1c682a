import { Plug, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../../api/index.ts';
import { Button, Card, Empty, ErrorState, Skeleton } from '../../ui/index.ts';
import { SettingGroup } from '../parts.tsx';
import { ServerCard } from './server-card.tsx';
import { ServerForm } from './server-form.tsx';

/** The owner's MCP servers, and what was decided about their tools. */
export function ServersSection() {
  const { t } = useTranslation('servers');
  const servers = useEndpoint('listMcpServers');
  const [isAdding, setAdding] = useState(false);
  const add = (
    <Button icon={<Plus />} onClick={() => setAdding(true)}>
      {t('add')}
    </Button>
  );
  return (
    <SettingGroup title={t('list')} hint={t('hint')} action={servers.data?.data.length ? add : null}>
      {servers.isPending ? (
        <Skeleton lines={4} />
      ) : !servers.data ? (
        <ErrorState error={servers.error} onRetry={() => servers.refetch()} />
      ) : servers.data.data.length === 0 ? (
        <Card>
          <Empty icon={<Plug />} title={t('empty')} action={add}>
            {t('emptyText')}
          </Empty>
        </Card>
      ) : (
        <div className="space-y-4">
          {servers.data.data.map((server) => (
            <ServerCard key={server.id} server={server} />
          ))}
        </div>
      )}
      {isAdding ? <ServerForm server={null} onClose={() => setAdding(false)} /> : null}
    </SettingGroup>
  );
}
