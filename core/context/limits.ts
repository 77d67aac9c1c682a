/** When and how far the view is shortened. Shares are of the model's window. */
export interface ContextLimits {
  /** What the model can read and write at once. */
  windowTokens: number;
  /** Above this share old results are cleared … */
  clearAtShare: number;
  /** … when that frees at least this share: each clearing costs the prompt cache, so it comes in batches. */
  clearAtLeastShare: number;
  /** The newest results are kept. */
  keepResults: number;
  /** Smaller results are not worth a reference. */
  smallestResultTokens: number;
  /** Above this share of the window less the answer's room the transcript is compacted. */
  compactAtShare: number;
  /** What is kept word for word behind a summary, at most (and at most 30 % of the transcript's room). */
  tailTokens: number;
  /** The summary's budget, at most (and at most 30 % of the transcript's room). */
  summaryTokens: number;
}

export const defaultLimits: ContextLimits = {
  windowTokens: 200_000,
  clearAtShare: 0.5,
  clearAtLeastShare: 0.1,
  keepResults: 5,
  smallestResultTokens: 300,
  compactAtShare: 0.75,
  tailTokens: 20_000,
  summaryTokens: 8_000,
};

/** What follows from the limits for one request. All in tokens. */
export interface Thresholds {
  clearAt: number;
  clearAtLeast: number;
  compactAt: number;
  /** More than this cannot be sent: the answer would have no room. */
  most: number;
  tail: number;
  summary: number;
}

/** The answer's room is `maxTokens`, at most a quarter of the window; `fixedTokens` is what stands around the transcript. */
export function thresholdsOf(limits: ContextLimits, maxTokens: number, fixedTokens: number): Thresholds {
  const most = limits.windowTokens - Math.min(maxTokens, limits.windowTokens / 4);
  const room = Math.max(0, most - fixedTokens);
  return {
    clearAt: limits.windowTokens * limits.clearAtShare,
    clearAtLeast: limits.windowTokens * limits.clearAtLeastShare,
    compactAt: most * limits.compactAtShare,
    most,
    tail: Math.floor(Math.min(limits.tailTokens, room * 0.3)),
    summary: Math.floor(Math.min(limits.summaryTokens, room * 0.3)),
  };
}
