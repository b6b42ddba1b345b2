/** How sure a mean over repeated splits is, and which way of learning to choose by it. */
import type { Contender, ContenderResult, RaceCourse } from "./race-state";

/** Two-sided 95 % of Student's t, by degrees of freedom from 1. */
const STUDENT_T = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26];

export interface Estimate {
  mean: number;
  /** Half of the 95 % interval; absent for a single split, which says nothing about it. */
  halfWidth: number | undefined;
}

/**
 * The mean with its interval. Splits of the same pictures overlap, so they vary less than new pictures would: the
 * variance is corrected by the ratio of checked to training pictures (Nadeau & Bengio 2003, "Inference for the
 * generalization error", section 3).
 */
export function estimate(values: readonly number[], { numTraining, numChecked }: SplitSizes): Estimate {
  const mean = meanOf(values);
  if (values.length < 2) return { mean, halfWidth: undefined };
  const freedom = values.length - 1;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / freedom;
  const corrected = (1 / values.length + numChecked / Math.max(1, numTraining)) * variance;
  const t = STUDENT_T[Math.min(freedom, STUDENT_T.length) - 1] ?? 2;
  return { mean, halfWidth: t * Math.sqrt(corrected) };
}

export type SplitSizes = Pick<RaceCourse, "numTraining" | "numChecked">;

/** What to choose, and what speaks for it. */
export interface Recommendation<Key extends string> {
  entrant: Key;
  /** The most accurate, when a quicker one is as good as far as can be told. */
  best: Key | undefined;
  /** By how much the best is more accurate than the chosen one, or the chosen one than the next. */
  lead: Estimate | undefined;
  /** Whether that is more than chance. */
  isClear: boolean;
  /** How many times as long the best takes as the chosen one. */
  timesLonger: number | undefined;
}

/** Less than one point, nobody would wait for. */
const WORTH_WAITING_FOR = 0.01;

/** Who takes less than this many times as long is as quick. */
const NOTICEABLY_LONGER = 1.1;

/**
 * The quickest of those that are not clearly worse than the most accurate; nothing before two splits are done.
 * `lookingMillis` is what each one's network took to look at the pictures.
 */
export function recommendation<Key extends string>(
  results: ReadonlyMap<Key, ContenderResult>,
  sizes: SplitSizes,
  lookingMillis: (entrant: Key) => number = () => 0,
): Recommendation<Key> | undefined {
  const done = [...results].flatMap(([entrant, result]) =>
    canBeTaught(entrant) && result.accuracies.length >= 2 ? [{ entrant, result }] : [],
  );
  const millis = ({ entrant, result }: (typeof done)[number]) =>
    meanOf(result.millis) + lookingMillis(entrant);
  const [best, next] = done.toSorted((one, other) => meanAccuracy(other.result) - meanAccuracy(one.result));
  if (!best) return undefined;
  const ahead = (result: ContenderResult) => lead(best.result, result, sizes);
  const asGood = done.filter(
    ({ result }) => !isClear(ahead(result)) || ahead(result).mean < WORTH_WAITING_FOR,
  );
  const [quickest = best] = asGood.toSorted((one, other) => millis(one) - millis(other));
  if (quickest.entrant === best.entrant || millis(best) < NOTICEABLY_LONGER * millis(quickest)) {
    const over = next && ahead(next.result);
    return {
      entrant: best.entrant,
      best: undefined,
      lead: over,
      isClear: over !== undefined && isClear(over),
      timesLonger: undefined,
    };
  }
  const over = ahead(quickest.result);
  return {
    entrant: quickest.entrant,
    best: best.entrant,
    lead: over,
    isClear: isClear(over),
    timesLonger: millis(best) / Math.max(1, millis(quickest)),
  };
}

/** A page cannot keep teaching neighbours. */
export function canBeTaught(entrant: string): boolean {
  const neighbours: Contender = "neighbours";
  return !entrant.endsWith(neighbours);
}

/** Split by split, because both saw the same pictures in each. */
export function lead(one: ContenderResult, other: ContenderResult, sizes: SplitSizes): Estimate {
  const numBoth = Math.min(one.accuracies.length, other.accuracies.length);
  const differences = Array.from(
    { length: numBoth },
    (_, split) => (one.accuracies[split] ?? 0) - (other.accuracies[split] ?? 0),
  );
  return estimate(differences, sizes);
}

/** Whether chance alone would hardly give it. */
export function isClear({ mean, halfWidth }: Estimate): boolean {
  return halfWidth !== undefined && mean > halfWidth;
}

export function meanAccuracy({ accuracies }: Pick<ContenderResult, "accuracies">): number {
  return meanOf(accuracies);
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Epoch by epoch over the splits that have it. */
export function meanCurve({ curves }: Pick<ContenderResult, "curves">): number[] {
  const numEpochs = Math.max(0, ...curves.map((curve) => curve.length));
  return Array.from({ length: numEpochs }, (_, epoch) =>
    meanOf(curves.flatMap((curve) => curve[epoch] ?? [])),
  );
}
