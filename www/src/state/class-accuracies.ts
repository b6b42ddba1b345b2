/** The share of each class's pictures that was recognised, read off the confusion matrix. */
import type { EpochReport } from "../engine/protocol";

/** In the order of `report.classIds`; absent for a class without pictures in the evaluation. */
export function classAccuracies(report: EpochReport): (number | undefined)[] {
  const numClasses = report.classIds.length;
  return report.classIds.map((_, row) => {
    const counts = report.confusion.slice(row * numClasses, (row + 1) * numClasses);
    const total = counts.reduce((sum, number) => sum + number, 0);
    return total === 0 ? undefined : (counts[row] ?? 0) / total;
  });
}
