import { type ErrorCode, HoldfastError } from '../base/index.ts';

export type ModelErrorCode = Extract<ErrorCode, `model_${string}` | 'aborted' | 'vault_locked'>;

export interface ModelErrorFacts {
  /** HTTP status, where the endpoint answered at all. */
  status?: number;
  /** What the endpoint asked us to wait. */
  retryAfterMs?: number;
  /** Overrides what the code implies, e.g. when the endpoint says that trying again is useless. */
  isRetryable?: boolean;
  /** The endpoint's own id of the request, for support. */
  requestId?: string;
}

// what is worth trying again without anybody changing anything
const retryableCodes: ReadonlySet<ModelErrorCode> = new Set<ModelErrorCode>([
  'model_overloaded',
  'model_rate_limited',
  'model_network',
  'model_cut_stream',
  'model_server',
]);

/** The only thing a `ModelProvider` throws. The harness decides by `isRetryable` and `retryAfterMs`. */
export class ModelError extends HoldfastError {
  override readonly code: ModelErrorCode;
  readonly isRetryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;

  constructor(code: ModelErrorCode, message: string, facts: ModelErrorFacts = {}, options?: ErrorOptions) {
    super(code, message, { status: facts.status, request_id: facts.requestId }, options);
    this.name = 'ModelError';
    this.code = code;
    this.isRetryable = facts.isRetryable ?? retryableCodes.has(code);
    this.retryAfterMs = facts.retryAfterMs;
    this.status = facts.status;
  }
}

/** True for errors of `code` thrown by a provider. */
export function isModelError(caught: unknown): caught is ModelError {
  return caught instanceof ModelError;
}
