/** Many small heat maps painted into one canvas, each pixel by hand: a frame of them must take a few milliseconds. */
import { activationColour, divergingColour, type Rgba } from "./colours";

/** One map and where it lies, in CSS pixels. */
export interface Tile {
  x: number;
  y: number;
  width: number;
  height: number;
  /** Row by row, `columns × rows` numbers from `start` on. */
  values: ArrayLike<number>;
  start: number;
  columns: number;
  rows: number;
  /** The number that gets full strength. */
  scale: number;
  /** Values may be negative, so the diverging scale is used. */
  isSigned: boolean;
}

export interface TileCanvas {
  width: number;
  height: number;
  tiles: readonly Tile[];
}

/** Behind every map, so that one of zeros is seen too: grey enough for a light page and for a dark one. */
const PAPER: Rgba = [128, 128, 128, 26];

const STEPS = 256;

/** So that tiles look like the page's pictures. */
const CORNER_RADIUS = 3;

/** Draws all tiles over whatever was drawn before. */
export function paintTiles(canvas: HTMLCanvasElement, { width, height, tiles }: TileCanvas): void {
  const density = Math.min(2, globalThis.devicePixelRatio ?? 1);
  const columns = Math.max(1, Math.round(width * density));
  const rows = Math.max(1, Math.round(height * density));
  // Setting a canvas to the size it has already would clear it and cost a frame.
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = canvas.getContext("2d");
  if (!context) return;
  const pixels = new Uint32Array(columns * rows);
  for (const tile of tiles) paintTile(pixels, columns, rows, tile, density);
  const bytes = new Uint8ClampedArray(pixels.buffer);
  context.putImageData(new ImageData(bytes, columns, rows), 0, 0);
}

/** The largest number of a map, by size where values can be negative. */
export function mapScale(values: ArrayLike<number>, start: number, length: number): number {
  let largest = 0;
  for (let place = start; place < start + length; place += 1) {
    const size = Math.abs(values[place] ?? 0);
    if (size > largest) largest = size;
  }
  return largest;
}

/** Into pixels of four bytes; exported for tests. */
export function paintTile(
  pixels: Uint32Array,
  canvasColumns: number,
  canvasRows: number,
  tile: Tile,
  density: number,
): void {
  const { values, start, columns, rows, scale, isSigned } = tile;
  const left = Math.round(tile.x * density);
  const top = Math.round(tile.y * density);
  const width = Math.round(tile.width * density);
  const height = Math.round(tile.height * density);
  if (width < 1 || height < 1 || columns < 1 || rows < 1) return;
  const colours = isSigned ? SIGNED : POSITIVE;
  const perUnit = scale > 0 ? (STEPS - 1) / scale : 0;
  const zero = isSigned ? STEPS - 1 : 0;
  // Where a map has more places than there are pixels, a pixel is the mean of its places.
  const isShrunk = columns > width * 1.25;
  const source = isShrunk ? means(tile, width, height) : values;
  const sourceStart = isShrunk ? 0 : start;
  const sourceColumns = isShrunk ? width : columns;
  const columnOf = new Uint16Array(width);
  for (let x = 0; x < width; x += 1) columnOf[x] = Math.floor((x * sourceColumns) / width);
  const sourceRows = isShrunk ? height : rows;
  for (let y = 0; y < height; y += 1) {
    const canvasRow = top + y;
    if (canvasRow < 0 || canvasRow >= canvasRows) continue;
    const rowStart = sourceStart + Math.floor((y * sourceRows) / height) * sourceColumns;
    const inset = cornerInset(y, width, height, CORNER_RADIUS * density);
    const last = Math.min(width - inset, canvasColumns - left);
    for (let x = Math.max(inset, -left); x < last; x += 1) {
      const value = source[rowStart + (columnOf[x] ?? 0)] ?? 0;
      const step = Math.max(-zero, Math.min(STEPS - 1, Math.round(value * perUnit)));
      pixels[canvasRow * canvasColumns + left + x] = colours[zero + step] ?? 0;
    }
  }
}

function means({ values, start, columns, rows }: Tile, width: number, height: number): Float32Array {
  const found = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const firstRow = Math.floor((y * rows) / height);
    const endRow = Math.max(firstRow + 1, Math.floor(((y + 1) * rows) / height));
    for (let x = 0; x < width; x += 1) {
      const firstColumn = Math.floor((x * columns) / width);
      const endColumn = Math.max(firstColumn + 1, Math.floor(((x + 1) * columns) / width));
      let sum = 0;
      for (let row = firstRow; row < endRow; row += 1) {
        const rowStart = start + row * columns;
        for (let column = firstColumn; column < endColumn; column += 1) sum += values[rowStart + column] ?? 0;
      }
      found[y * width + x] = sum / ((endRow - firstRow) * (endColumn - firstColumn));
    }
  }
  return found;
}

/** How many pixels of a row a round corner leaves out at each end. */
function cornerInset(y: number, width: number, height: number, radius: number): number {
  const fitting = Math.min(radius, width / 6, height / 6);
  const fromEdge = Math.min(y, height - 1 - y) + 0.5;
  if (fromEdge >= fitting) return 0;
  const reach = fitting - fromEdge;
  return Math.round(fitting - Math.sqrt(fitting * fitting - reach * reach));
}

/** From nothing to the strongest. */
const POSITIVE = palette(STEPS, (step) => activationColour(step / (STEPS - 1)));

/** From the strongest negative over nothing to the strongest positive. */
const SIGNED = palette(2 * STEPS - 1, (step) => divergingColour(step / (STEPS - 1) - 1));

function palette(length: number, colourOf: (step: number) => Rgba): Uint32Array {
  const bytes = new Uint8ClampedArray(length * 4);
  for (let step = 0; step < length; step += 1) bytes.set(over(colourOf(step), PAPER), step * 4);
  return new Uint32Array(bytes.buffer);
}

/** One colour laid over another, as one colour that is not quite opaque. */
function over(upper: Rgba, lower: Rgba): Rgba {
  const [above, below] = [upper[3] / 255, lower[3] / 255];
  const alpha = above + below * (1 - above);
  const mixed = (index: 0 | 1 | 2) =>
    alpha === 0 ? 0 : (upper[index] * above + lower[index] * below * (1 - above)) / alpha;
  return [mixed(0), mixed(1), mixed(2), 255 * alpha];
}
