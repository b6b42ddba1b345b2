/** Why the accuracy after training is not yet an honest check, or not for every class. */
import type { AppState, LearnerClass } from "./app-state";

export type CheckGap =
  /** The learner asked for no held-back pictures. */
  | { because: "turnedOff" }
  /** Each class has a single group, and groups stay on one side. */
  | { because: "nothingHeldBack" }
  | { because: "classesWithout"; classNames: readonly string[] };

/** Absent before the first epoch and when every class is checked. */
export function checkGap({ classes, examples, training, plan }: AppState): CheckGap | undefined {
  const last = training.history.at(-1);
  if (!last) return undefined;
  if (!last.validation) {
    return { because: plan.settings.validationFraction === 0 ? "turnedOff" : "nothingHeldBack" };
  }
  const checked = new Set<number>();
  for (const { classId, side } of examples.values()) if (side === "validation") checked.add(classId);
  const isUnchecked = (item: LearnerClass) => last.classIds.includes(item.id) && !checked.has(item.id);
  const classNames = classes.filter(isUnchecked).map((item) => item.name);
  return classNames.length > 0 ? { because: "classesWithout", classNames } : undefined;
}
