/** One question for training: candidates by feature, and which of them answer it. */
export interface Example {
  /** `rows[candidate][feature]`. */
  rows: readonly Float64Array[];
  isAnswer: readonly boolean[];
  /** The session of each candidate, and the sessions that hold answers. */
  sessions: readonly string[];
}

// chosen by leaving out one of the three conversations at a time
const steps = 300;
const firstStep = 0.02;
const decay = 5e-2;
const mostCandidates = 150;

/**
 * Weights for a linear ranker: softmax over a question's candidates, pushed towards its answers (listwise cross-entropy), and with
 * `sessionShare` towards their sessions. Adam over all questions at once, features scaled by their deviation; the same input gives the
 * same weights. `sortBy`: the
 * feature by which the candidates to learn from are chosen.
 */
export function train(
  examples: readonly Example[],
  features: number,
  { sortBy, sessionShare }: { sortBy: number; sessionShare: number },
): Float64Array {
  const chosen = examples
    .map((example) => hardest(example, sortBy))
    .filter((each) => each.isAnswer.includes(true));
  const { mean, deviation } = spreadOf(chosen, features);
  for (const { rows } of chosen)
    for (const row of rows)
      row.forEach((value, at) => {
        row[at] = (value - (mean[at] ?? 0)) / (deviation[at] ?? 1);
      });

  const weights = new Float64Array(features);
  const first = new Float64Array(features);
  const second = new Float64Array(features);
  for (let step = 1; step <= steps; step += 1) {
    const slope = new Float64Array(features);
    for (const example of chosen)
      slopeOf(example, weights, sessionShare).forEach((value, at) => {
        slope[at] = (slope[at] ?? 0) + value / chosen.length;
      });
    const length = firstStep * (1 - (0.9 * step) / steps);
    for (let at = 0; at < features; at += 1) {
      const own = (slope[at] ?? 0) + decay * (weights[at] ?? 0);
      first[at] = 0.9 * (first[at] ?? 0) + 0.1 * own;
      second[at] = 0.999 * (second[at] ?? 0) + 0.001 * own * own;
      const up = (first[at] ?? 0) / (1 - 0.9 ** step);
      const down = Math.sqrt((second[at] ?? 0) / (1 - 0.999 ** step)) + 1e-8;
      weights[at] = (weights[at] ?? 0) - (length * up) / down;
    }
  }
  return weights.map((weight, at) => weight / (deviation[at] ?? 1));
}

// those that rank high without training, and every answer
function hardest({ rows, isAnswer, sessions }: Example, sortBy: number): Example {
  const order = [...rows.keys()].sort(
    (left, right) => (rows[right]?.[sortBy] ?? 0) - (rows[left]?.[sortBy] ?? 0),
  );
  const kept = order.filter((at, place) => place < mostCandidates || isAnswer[at]);
  return {
    rows: kept.map((at) => Float64Array.from(rows[at] ?? [])),
    isAnswer: kept.map((at) => isAnswer[at] ?? false),
    sessions: kept.map((at) => sessions[at] ?? ''),
  };
}

function spreadOf(examples: readonly Example[], features: number) {
  const rows = examples.flatMap((example) => example.rows);
  const mean = new Float64Array(features);
  const deviation = new Float64Array(features);
  for (const row of rows) {
    row.forEach((value, at) => {
      mean[at] = (mean[at] ?? 0) + value / rows.length;
    });
  }
  for (const row of rows) {
    row.forEach((value, at) => {
      deviation[at] = (deviation[at] ?? 0) + (value - (mean[at] ?? 0)) ** 2 / rows.length;
    });
  }
  return { mean, deviation: deviation.map((value) => Math.sqrt(value) + 1e-6) };
}

function slopeOf(
  { rows, isAnswer, sessions }: Example,
  weights: Float64Array,
  sessionShare: number,
): Float64Array {
  const scores = rows.map((row) => row.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0));
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const whole = powers.reduce((sum, power) => sum + power, 0);
  const answers = isAnswer.filter(Boolean).length;
  const inSession = new Map<string, number>();
  sessions.forEach((session, at) => {
    inSession.set(session, (inSession.get(session) ?? 0) + (powers[at] ?? 0));
  });
  const right = new Set(sessions.filter((_, at) => isAnswer[at]));
  const slope = new Float64Array(weights.length);
  rows.forEach((row, at) => {
    const chance = (powers[at] ?? 0) / whole;
    const session = sessions[at] ?? '';
    const wanted = right.has(session) ? (powers[at] ?? 0) / (inSession.get(session) ?? 1) / right.size : 0;
    const pull = chance - (isAnswer[at] ? 1 / answers : 0) + sessionShare * (chance - wanted);
    row.forEach((value, feature) => {
      slope[feature] = (slope[feature] ?? 0) + pull * value;
    });
  });
  return slope;
}
