/** What a confusion matrix shows in each cell: counts, shares of the row, and how strongly to shade. */

export interface ConfusionCell {
  row: number;
  column: number;
  count: number;
  /** Share of the row's pictures, 0 to 1; 0 for a row without pictures. */
  share: number;
  isRight: boolean;
}

/** `counts` is row by row; row = true class, column = predicted class. Missing numbers count as none. */
export function confusionRows(counts: readonly number[], numClasses: number): ConfusionCell[][] {
  return Array.from({ length: numClasses }, (_, row) => {
    const rowCounts = Array.from(
      { length: numClasses },
      (_, column) => counts[row * numClasses + column] ?? 0,
    );
    const total = rowCounts.reduce((sum, count) => sum + count, 0);
    return rowCounts.map((count, column) => ({
      row,
      column,
      count,
      share: total === 0 ? 0 : count / total,
      isRight: row === column,
    }));
  });
}

/**
 * Percentage of colour mixed into the surface. Any error starts well above nothing, because one picture
 * that was taken for another is what a learner looks for.
 */
export function shadePercent({ count, share, isRight }: ConfusionCell): number {
  if (count === 0) return 0;
  return Math.round(isRight ? 10 + 35 * share : 22 + 23 * share);
}

export interface CellPosition {
  row: number;
  column: number;
}

/** The cell an arrow key leads to, or undefined for any other key. Edges stop. */
export function cellAfterKey(key: string, from: CellPosition, numClasses: number): CellPosition | undefined {
  const last = numClasses - 1;
  switch (key) {
    case "ArrowUp":
      return { ...from, row: Math.max(0, from.row - 1) };
    case "ArrowDown":
      return { ...from, row: Math.min(last, from.row + 1) };
    case "ArrowLeft":
      return { ...from, column: Math.max(0, from.column - 1) };
    case "ArrowRight":
      return { ...from, column: Math.min(last, from.column + 1) };
    case "Home":
      return { ...from, column: 0 };
    case "End":
      return { ...from, column: last };
    default:
      return undefined;
  }
}
