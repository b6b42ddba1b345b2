/** The engine's probabilities for the classes that still exist, summing to one. */
import type { Answer, LearnerClass } from "./app-state";

/**
 * A softmax over fewer classes is the same softmax scaled up, so leaving out a deleted class is exact and
 * nothing has to be trained again.
 */
export function answerShares(
  answer: Answer | undefined,
  classes: readonly LearnerClass[],
): ReadonlyMap<number, number> | undefined {
  if (!answer) return undefined;
  const existing = new Set(classes.map((item) => item.id));
  const kept = answer.classIds
    .map((classId, index): [number, number] => [classId, answer.probabilities[index] ?? 0])
    .filter(([classId]) => existing.has(classId));
  const total = kept.reduce((sum, [, share]) => sum + share, 0);
  if (kept.length === 0) return undefined;
  return new Map(kept.map(([classId, share]) => [classId, total > 0 ? share / total : 1 / kept.length]));
}
