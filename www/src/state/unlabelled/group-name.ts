/** What a group is called, and its class when it becomes one. */
import { unlabelledText } from "../../text/unlabelled";
import type { LearnerClass } from "../app-state";
import type { PileGroup } from "./groups";

/** As the learner named it, or by its number, or by another number where that name is taken. */
export function groupName(
  { name, number }: Pick<PileGroup, "name" | "number">,
  classes: readonly Pick<LearnerClass, "name">[],
  numGroups: number,
): string {
  const given = name?.trim();
  if (given) return given;
  const isTaken = (candidate: string) => classes.some((item) => item.name === candidate);
  let free = number;
  while (isTaken(unlabelledText.groupName(free))) free += Math.max(1, numGroups);
  return unlabelledText.groupName(free);
}
