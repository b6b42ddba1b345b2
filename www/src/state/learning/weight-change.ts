/** The head's weights class by class, and how they differ from those of another epoch. */
import type { HeadWeights } from "../../engine/protocol";
import type { LearnerClass } from "../app-state";

export interface ClassWeights {
  item: LearnerClass;
  shown: Float32Array;
  /** Absent while nothing is compared, and for a class that the other head does not know. */
  compared: Float32Array | undefined;
  change: Float32Array | undefined;
}

/** In the order of the learner's classes. */
export function weightsByClass(
  shown: HeadWeights,
  compared: HeadWeights | undefined,
  classes: readonly LearnerClass[],
): ClassWeights[] {
  return classes.flatMap((item) => {
    const own = weightsOf(shown, item.id);
    if (!own) return [];
    const other = compared?.inputs === shown.inputs ? weightsOf(compared, item.id) : undefined;
    const change = other && own.map((weight, index) => weight - (other[index] ?? 0));
    return [{ item, shown: own, compared: other, change }];
  });
}

/** The number of the largest value by size, and that value. */
export function strongest(values: ArrayLike<number>): { index: number; value: number } {
  let index = 0;
  for (let candidate = 1; candidate < values.length; candidate += 1) {
    if (Math.abs(values[candidate] ?? 0) > Math.abs(values[index] ?? 0)) index = candidate;
  }
  return { index, value: values[index] ?? 0 };
}

function weightsOf({ classIds, inputs, weights }: HeadWeights, classId: number): Float32Array | undefined {
  const row = classIds.indexOf(classId);
  return row < 0 ? undefined : weights.subarray(row * inputs, (row + 1) * inputs);
}
