/** Every picture's confidence over all remembered epochs, class by class, those learned best first. */
import type { LearningReplay } from "../../engine/protocol";
import type { LearnerClass } from "../app-state";
import type { ReplayedPicture } from "./replayed-pictures";

export interface ConfidenceRow {
  picture: ReplayedPicture;
  /** One share an epoch. */
  shares: Float32Array;
}

export interface ClassRows {
  item: LearnerClass;
  rows: ConfidenceRow[];
}

/** What was moved to another class is left out: the head was never asked for its new one. */
export function confidenceRows(
  replay: LearningReplay,
  pictures: readonly ReplayedPicture[],
  classes: readonly LearnerClass[],
): ClassRows[] {
  const byClass = new Map<number, (ConfidenceRow & { mean: number })[]>();
  for (const picture of pictures) {
    if (picture.isMoved) continue;
    const shares = sharesOf(replay, picture.row);
    const mean = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
    const rows = byClass.get(picture.example.classId) ?? [];
    rows.push({ picture, shares, mean });
    byClass.set(picture.example.classId, rows);
  }
  return classes.flatMap((item) => {
    const rows = byClass.get(item.id);
    if (!rows) return [];
    rows.sort((one, other) => other.mean - one.mean || one.picture.example.id - other.picture.example.id);
    return [{ item, rows: rows.map(({ picture, shares }) => ({ picture, shares })) }];
  });
}

function sharesOf({ epochs, exampleIds, confidences }: LearningReplay, row: number): Float32Array {
  return Float32Array.from(epochs, (_, index) => confidences[index * exampleIds.length + row] ?? 0);
}
