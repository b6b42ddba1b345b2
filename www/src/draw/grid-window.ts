/** A grid of equal tiles of which only the rows near the screen are drawn. */

export interface TileGrid {
  columns: number;
  rows: number;
  tileSide: number;
  /** From one tile to the next. */
  pitch: number;
  height: number;
}

const GAP = 4;

/** `smallest` is the least side of a tile; tiles grow so that a row fills the width. */
export function tileGrid(width: number, numTiles: number, smallest: number): TileGrid {
  const columns = Math.max(1, Math.floor((width + GAP) / (smallest + GAP)));
  const tileSide = Math.floor((width + GAP) / columns) - GAP;
  const rows = Math.ceil(numTiles / columns);
  const pitch = tileSide + GAP;
  return { columns, rows, tileSide, pitch, height: Math.max(0, rows * pitch - GAP) };
}

export interface RowRange {
  first: number;
  /** The one after the last. */
  end: number;
}

/** `top` is where the grid begins, measured from the top of a screen that shows `screenHeight`. */
export function rowsOnScreen(
  { pitch, rows }: TileGrid,
  top: number,
  screenHeight: number,
  margin: number,
): RowRange {
  const within = (row: number) => Math.min(rows, Math.max(0, row));
  return {
    first: within(Math.floor((-margin - top) / pitch)),
    end: within(Math.ceil((screenHeight + margin - top) / pitch)),
  };
}

/** The tile beneath a point; `undefined` for the gaps and for what lies outside. */
export function tileAt(grid: TileGrid, x: number, y: number, numTiles: number): number | undefined {
  const [column, row] = [Math.floor(x / grid.pitch), Math.floor(y / grid.pitch)];
  // The narrow gap behind a tile is the tile's: a click in it is meant for a tile, too.
  if (x < 0 || y < 0 || column >= grid.columns) return undefined;
  const tile = row * grid.columns + column;
  return tile < numTiles ? tile : undefined;
}

/** Where a key leads from here; `undefined` for keys that lead nowhere. */
export function tileAfterKey(
  key: string,
  tile: number,
  { columns }: Pick<TileGrid, "columns">,
  numTiles: number,
): number | undefined {
  const page = columns * 5;
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    PageDown: page,
    PageUp: -page,
    Home: -numTiles,
    End: numTiles,
  };
  const step = steps[key];
  if (step === undefined) return undefined;
  const isWithinRow = Math.abs(step) === columns && columns > 1;
  const wanted = tile + step;
  // Up from the first row and down from the last go nowhere, rather than to another column.
  if (isWithinRow && (wanted < 0 || wanted >= numTiles)) return tile;
  return Math.max(0, Math.min(numTiles - 1, wanted));
}
