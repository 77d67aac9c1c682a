export type * from '../../core/api/contract.ts';
export { useChanges, useConnection } from './changes.ts';
export { ApiError, addressOf, type CallInput, call, request, sendBytes } from './client.ts';
export { createQueryClient, invalidate, queryKey, useEndpoint, useEndpointMutation } from './query.ts';
export { followSession, type StreamState, useSessionStream } from './stream.ts';
export { vaultCalls } from './vaults.ts';
