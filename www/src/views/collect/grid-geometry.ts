/** How many pictures fit in a row, and how the rows are cut into stretches that are drawn or left out as one. */

export const GRID_GAP = 3;

/** Fingers need more room than mice. */
const SMALLEST_CELL = { fine: 46, coarse: 54 } as const;

/** Few enough to be drawn within a frame, many enough that thousands of pictures make a hundred stretches. */
const ROWS_PER_CHUNK = 3;

export interface GridGeometry {
  columns: number;
  chunkSize: number;
  /** Of one picture, in CSS pixels. */
  cellSide: number;
}

export function gridGeometry(width: number, pointer: keyof typeof SMALLEST_CELL): GridGeometry {
  const columns = Math.max(1, Math.floor((width + GRID_GAP) / (SMALLEST_CELL[pointer] + GRID_GAP)));
  return {
    columns,
    chunkSize: columns * ROWS_PER_CHUNK,
    cellSide: (width - (columns - 1) * GRID_GAP) / columns,
  };
}

export function chunkHeight(numPictures: number, { columns, cellSide }: GridGeometry): number {
  const rows = Math.ceil(numPictures / columns);
  return rows * cellSide + Math.max(0, rows - 1) * GRID_GAP;
}
