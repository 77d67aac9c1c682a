import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { create } from 'zustand';
import { type ChangeTopic, changeSchema } from '../../core/api/contract.ts';
import { apiBase } from './client.ts';
import { invalidate } from './query.ts';
import { followStream } from './server-sent-events.ts';

/** Topics come in bursts while an agent runs; what they touch is refetched at most this often. */
const gatherMs = 120;

/** Whether the window hears Holdfast. `lost` shows a banner; reconnecting goes on by itself. */
export const useConnection = create<{ state: 'connecting' | 'open' | 'lost' }>(() => ({
  state: 'connecting',
}));

/** Follows `GET /changes` as long as the app is mounted. After a gap everything is refetched. */
export function useChanges(): void {
  const client = useQueryClient();
  useEffect(() => {
    const controller = new AbortController();
    const gatherer = createGatherer(client);
    let hadGap = false;
    void followStream({
      address: () => `${apiBase}/changes`,
      signal: controller.signal,
      onState: (state) => {
        useConnection.setState({ state });
        if (state === 'lost') hadGap = true;
        else if (hadGap) {
          hadGap = false;
          void client.invalidateQueries();
        }
      },
      onFrame: (frame) => {
        if (frame.event !== 'change') return;
        const change = changeSchema.safeParse(JSON.parse(frame.data));
        if (change.success) gatherer.add(change.data.topic);
      },
    });
    return () => {
      controller.abort();
      gatherer.close();
    };
  }, [client]);
}

function createGatherer(client: QueryClient): { add(topic: ChangeTopic): void; close(): void } {
  const topics = new Set<ChangeTopic>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  function flush(): void {
    timer = undefined;
    for (const topic of topics) void invalidate(client, topic);
    topics.clear();
  }
  return {
    add(topic) {
      topics.add(topic);
      timer ??= setTimeout(flush, gatherMs);
    },
    close() {
      clearTimeout(timer);
    },
  };
}
