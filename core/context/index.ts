export {
  agentSafetyKey,
  agentSafetyOf,
  bareCharter,
  type Charter,
  type CharterParts,
  composeCharter,
  longestOwnerRule,
  mostOwnerRules,
  productRules,
  productRulesVersion,
} from './charter.ts';
export { checkSummary, type SummaryCheck } from './check.ts';
export { compactionRequest } from './compaction-request.ts';
export { type ContextLimits, defaultLimits, thresholdsOf } from './limits.ts';
export { toMessages } from './messages.ts';
export { type ContextMeter, measureContext } from './meter.ts';
export { type CompactStep, type ContextStep, planContext } from './plan.ts';
export { buildRequest, type CharteredRequest, type RequestFrame, requireCharter } from './request.ts';
export { isNested, rewoundSeqs } from './stretches.ts';
export {
  createTokenCounter,
  estimateTokens,
  systemTokens,
  type TokenCounter,
  toolTokens,
} from './tokens.ts';
export { foldView, type View } from './view.ts';
