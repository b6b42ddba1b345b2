/** How strongly the pictures of each class excite a channel, and which class it tells best from the others. */
import type { ChannelPictures } from "../../engine/protocol";
import type { Example, LearnerClass } from "../app-state";

export interface ClassDistribution {
  classId: number;
  /** One a picture, its mean over all places. */
  pictures: readonly { exampleId: number; mean: number }[];
  /** Mean over the pictures. */
  mean: number;
}

/** In words: what the numbers of all classes come to. */
export type Separation =
  /** There is nothing to compare: fewer than two classes with pictures. */
  | { says: "nothing" }
  /** No picture excites it. */
  | { says: "silent" }
  | { says: "alike" }
  /**
   * It answers more (or less) to one class than to the others: so many times as strongly, where that can be said,
   * and by so many standard deviations (Cohen 1988, d).
   */
  | { says: "more" | "less"; classId: number; times: number | undefined; deviations: number }
  /** It answers to one class and to no other. */
  | { says: "only"; classId: number };

/** Cohen's word for less than this is "trivial" to "small". */
const LEAST_DEVIATIONS = 0.5;

/** "A thousand times as strongly" would be a number about the others' noise. */
const MOST_TIMES = 50;

/** In the learner's order; classes without surveyed pictures are left out. */
export function classDistributions(
  pictures: ChannelPictures,
  classes: readonly LearnerClass[],
  examples: ReadonlyMap<number, Example>,
): ClassDistribution[] {
  const byClass = new Map<number, { exampleId: number; mean: number }[]>();
  pictures.exampleIds.forEach((exampleId, index) => {
    const classId = examples.get(exampleId)?.classId;
    // Deleted pictures stay with the engine as long as they can come back.
    if (classId === undefined) return;
    const own = byClass.get(classId) ?? [];
    own.push({ exampleId, mean: pictures.means[index] ?? 0 });
    byClass.set(classId, own);
  });
  return classes.flatMap(({ id }) => {
    const own = byClass.get(id);
    return own ? [{ classId: id, pictures: own, mean: meanOf(own.map(({ mean }) => mean)) }] : [];
  });
}

export function bestSeparation(distributions: readonly ClassDistribution[]): Separation {
  if (distributions.length < 2) return { says: "nothing" };
  const valuesOf = ({ pictures }: ClassDistribution) => pictures.map(({ mean }) => mean);
  const all = distributions.flatMap(valuesOf);
  if (all.every((value) => value === 0)) return { says: "silent" };
  let best: { classId: number; own: number; others: number; deviations: number } | undefined;
  for (const distribution of distributions) {
    const own = valuesOf(distribution);
    const others = distributions.filter((other) => other !== distribution).flatMap(valuesOf);
    const deviations = cohensD(own, others);
    if (best && Math.abs(deviations) <= Math.abs(best.deviations)) continue;
    best = { classId: distribution.classId, own: meanOf(own), others: meanOf(others), deviations };
  }
  if (!best || Math.abs(best.deviations) < LEAST_DEVIATIONS) return { says: "alike" };
  const { classId, own, others, deviations } = best;
  const isSigned = all.some((value) => value < 0);
  if (!isSigned && deviations > 0 && own > others * MOST_TIMES) return { says: "only", classId };
  // How many times as strongly means something only for answers that cannot be negative.
  const times = isSigned || others <= 0 || own <= 0 ? undefined : own / others;
  return { says: deviations > 0 ? "more" : "less", classId, times, deviations: Math.abs(deviations) };
}

/** How many pooled standard deviations the first mean lies above the second. */
function cohensD(own: readonly number[], others: readonly number[]): number {
  const lead = meanOf(own) - meanOf(others);
  const spread = squaredDeviations(own) + squaredDeviations(others);
  const deviation = Math.sqrt(spread / (own.length + others.length));
  if (lead === 0) return 0;
  return deviation > 0 ? lead / deviation : Math.sign(lead) * Number.MAX_VALUE;
}

function squaredDeviations(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
