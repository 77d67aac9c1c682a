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
export { compactionRequest, summaryMark } from './compaction-request.ts';
export { type ExtractInput, extractSummary } from './extract.ts';
export { type ContextLimits, defaultLimits, thresholdsOf } from './limits.ts';
export { toMessages } from './messages.ts';
export { type ContextMeter, measureContext } from './meter.ts';
export { createPicker, hasGrown, indexBehind, type Picked, pickAhead } from './pick.ts';
export {
  blocksOf,
  type CompactStep,
  type ContextProposal,
  type ContextStep,
  planContext,
  proposeStep,
} from './plan.ts';
export { buildRequest, type CharteredRequest, type RequestFrame, requireCharter } from './request.ts';
export { isNested, rewoundSeqs } from './stretches.ts';
export {
  countAhead,
  createTokenCounter,
  estimateTokens,
  systemTokens,
  type TokenCounter,
  toolTokens,
} from './tokens.ts';
export { boundaryFor, neutralise, wordingOf } from './untrusted/index.ts';
export { type Looked, lookAt, withoutSecrets } from './untrusted/look-at.ts';
export { foldView, staleSummaryOf, type View } from './view.ts';
export {
  composeWakeUp,
  type WakeUp,
  type WakeUpEntry,
  type WakeUpSources,
  wakeUpBudgets,
  wakeUpTokens,
} from './wake-up.ts';
export { isWakeUpDue, wakeUpIn, wakeUpSwitch } from './wake-up-in-log.ts';
