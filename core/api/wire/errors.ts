import { z } from 'zod';
import { describeError, HoldfastError, type Logger, toHoldfastError } from '../../base/index.ts';

// their messages are written for whoever wrote the request; of all others the owner's sentence is sent
const spokenCodes = new Set([
  'invalid_request',
  'not_found',
  'conflict',
  'forbidden',
  'unauthorized',
  'too_large',
  'embedder_refused',
]);

export interface ErrorContext {
  requestId: string;
  method: string;
  /** The Managed Agents routes send their official shape; Holdfast's own add `code` and `next_step`. */
  isManaged: boolean;
  logger: Logger;
}

/**
 * Any thrown value as the API's error envelope `{type: 'error', error: {type, message, details?}, request_id}`.
 * Unexpected errors are logged and say nothing of their inside.
 */
export function errorResponse(caught: unknown, context: ErrorContext): Response {
  const error = caught instanceof z.ZodError ? fromZod(caught) : toHoldfastError(caught, 'request failed');
  const { httpStatus, apiType, sentence, nextStep, code } = describeError(error.code);
  if (code === 'internal') context.logger.error(`request ${context.requestId} failed`, error);
  const isSpoken = spokenCodes.has(code);
  const reason = isSpoken || code === 'internal' ? {} : { reason: error.message };
  const details = { error_code: code, ...reason, ...error.details };
  const body = {
    type: 'error',
    error: {
      type: apiType,
      message: isSpoken ? error.message : sentence,
      ...(context.isManaged ? {} : { code, next_step: nextStep }),
      details,
    },
    request_id: context.requestId,
  };
  const headers: Record<string, string> = { 'request-id': context.requestId };
  // SDKs repeat 409 and 5xx by themselves: nothing here gets better by that, and a POST could happen twice
  if (httpStatus === 409 || context.method !== 'GET' || code.startsWith('database_'))
    headers['x-should-retry'] = 'false';
  return Response.json(body, { status: httpStatus, headers });
}

function fromZod(error: z.ZodError): HoldfastError {
  const problems = error.issues.slice(0, 5).map((issue) => {
    const path = issue.path.map(String).join('.');
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
  return new HoldfastError('invalid_request', problems.join('; '));
}
