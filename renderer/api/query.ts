import {
  keepPreviousData,
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { ChangeTopic, EndpointName, ResponseOf } from '../../core/api/contract.ts';
import { ApiError, type CallInput, call } from './client.ts';

/** Everything is on this machine: "offline" means nothing here, and only a lost connection is worth a retry. */
export function createQueryClient(): QueryClient {
  const isWorthRetrying = (count: number, error: Error) =>
    error instanceof ApiError && error.code === 'unreachable' && count < 3;
  return new QueryClient({
    defaultOptions: {
      queries: { networkMode: 'always', retry: isWorthRetrying, retryDelay: 300, staleTime: 30_000 },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

/** Key of a query: `[endpoint, params, query]`; a prefix of it invalidates a whole endpoint. */
export function queryKey<N extends EndpointName>(
  name: N,
  input: Pick<CallInput<N>, 'params' | 'query'> = {},
) {
  return [name, input.params ?? {}, input.query ?? {}] as const;
}

/** Reads one GET route of the contract. */
export function useEndpoint<N extends EndpointName>(
  name: N,
  input: Pick<CallInput<N>, 'params' | 'query'> & {
    enabled?: boolean;
    keepPrevious?: boolean;
    /** Asked anew whenever it is shown: of what changes without a topic that says so. */
    isFresh?: boolean;
  } = {},
): UseQueryResult<ResponseOf<N>, Error> {
  const { enabled = true, keepPrevious = false, isFresh = false, ...target } = input;
  return useQuery<ResponseOf<N>, Error>({
    queryKey: queryKey(name, target),
    queryFn: ({ signal }) => call(name, { ...target, signal }),
    enabled,
    ...(isFresh ? { refetchOnMount: 'always' as const } : {}),
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

/** Writes through one POST or DELETE route, then refetches what the topics touch (the server announces them too). */
export function useEndpointMutation<N extends EndpointName>(
  name: N,
  topics: readonly ChangeTopic[] = [],
): UseMutationResult<ResponseOf<N>, Error, CallInput<N>> {
  const client = useQueryClient();
  return useMutation<ResponseOf<N>, Error, CallInput<N>>({
    mutationFn: (input) => call(name, input),
    // Not awaited: what the caller does on success must not wait for a refetch that may take its component away.
    onSuccess: () => {
      for (const topic of topics) void invalidate(client, topic);
    },
  });
}

/** Which answers a topic makes stale. */
const touched: Readonly<Record<ChangeTopic, readonly EndpointName[]>> = {
  sessions: ['listSessions', 'getSession', 'listFolders', 'listCallGrants', 'getStatus'],
  approvals: ['listApprovals', 'getApproval', 'listSessions', 'getSession', 'getStatus'],
  questions: ['listQuestions', 'listPlans', 'listSessions', 'getSession', 'getStatus'],
  alarms: ['listAlarms', 'getSession'],
  rules: ['listRules', 'getSession'],
  workspace: ['listWorkspace', 'listCheckpoints', 'listFiles', 'readFile'],
  palace: [
    'listWings',
    'listRooms',
    'listDrawers',
    'getDrawer',
    'searchPalace',
    'listHalls',
    'listEntities',
    'getPalaceMap',
    'walkRoom',
    'getCloset',
    'explainDrawer',
    'listFacts',
    'getTimeline',
    'listContradictions',
    'getQuarantine',
    'listRetention',
    'previewRetention',
    'listPins',
    'previewWakeUp',
    'getDrawerHistory',
    'previewForgetting',
  ],
  settings: [
    'getSettings',
    'listTools',
    'getModelFallback',
    'getWebSearch',
    'getHostCommands',
    'getCanaries',
    'getJudge',
    'getNetwork',
    'listSecrets',
    'getRedaction',
  ],
  charter: ['getCharter', 'listCharterUses'],
  status: ['getStatus', 'listModels'],
  backups: ['listBackups'],
  mcp: ['listMcpServers', 'listTools'],
  vaults: ['listVaults', 'listSessionVaults', 'getStatus'],
  self_test: ['getSelfTest'],
  embedder: ['getEmbedder'],
  contexts: ['getContexts'],
  imports: ['listImports', 'listBrokenImports', 'getImport'],
};

export async function invalidate(client: QueryClient, topic: ChangeTopic): Promise<void> {
  await Promise.all(touched[topic].map((name) => client.invalidateQueries({ queryKey: [name] })));
}
